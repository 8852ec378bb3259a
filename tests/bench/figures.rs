//! How a figure is taken, and what the machine is.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::client::Client;

/// What many requests took.
pub struct Figures {
    took: Vec<Duration>,
    whole: Duration,
}

impl Figures {
    /// Runs `work` again and again on `clients` connections at once, until `until` says stop. `work` gets the
    /// connection, the number of the connection and the number of the run on it.
    pub fn take<C: Send>(
        clients: Vec<C>,
        until: impl Fn(usize, Duration) -> bool + Sync,
        work: impl Fn(&mut C, usize, usize) + Sync,
    ) -> Self {
        let took = Mutex::new(Vec::new());
        let start = Instant::now();
        std::thread::scope(|scope| {
            for (number, mut client) in clients.into_iter().enumerate() {
                let (took, work, until) = (&took, &work, &until);
                scope.spawn(move || {
                    let mut mine = Vec::new();
                    while until(mine.len(), start.elapsed()) {
                        let begin = Instant::now();
                        work(&mut client, number, mine.len());
                        mine.push(begin.elapsed());
                    }
                    took.lock().expect("no client failed").extend(mine);
                });
            }
        });
        let mut took = took.into_inner().expect("no client failed");
        took.sort_unstable();
        Self { took, whole: start.elapsed() }
    }

    /// Reads paths for some seconds on `clients` connections.
    pub fn of_reading(clients: Vec<Client>, seconds: u64, path: impl Fn(usize) -> String + Sync) -> Self {
        let limit = Duration::from_secs(seconds);
        Self::take(
            clients,
            |_, elapsed| elapsed < limit,
            |client, number, run| {
                client.get(&path(number * 7919 + run)).expect(200);
            },
        )
    }

    /// Runs per second.
    pub fn rate(&self) -> String {
        format!("{:.0}/s", self.took.len() as f64 / self.whole.as_secs_f64())
    }

    /// The time that `percent` of the runs stayed under, in milliseconds.
    pub fn under(&self, percent: usize) -> String {
        let last = self.took.len().saturating_sub(1);
        let at = self.took.get((self.took.len() * percent / 100).min(last)).copied().unwrap_or_default();
        format!("{:.1} ms", at.as_secs_f64() * 1000.0)
    }

    /// Rate, median and 99th percentile in one cell.
    pub fn all(&self) -> String {
        format!("{}, p50 {}, p99 {}", self.rate(), self.under(50), self.under(99))
    }

    /// Median, 95th and 99th percentile in one cell.
    pub fn times(&self) -> String {
        format!("p50 {}, p95 {}, p99 {}", self.under(50), self.under(95), self.under(99))
    }

    /// How often it ran.
    pub fn runs(&self) -> usize {
        self.took.len()
    }
}

/// Processor, cores, memory and kernel in one sentence.
pub fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split(':').nth(1).unwrap_or("unknown").trim().to_owned()
    };
    let processor = field(&read("/proc/cpuinfo"), "model name");
    let memory: f64 = field(&read("/proc/meminfo"), "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0.0);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{processor}, {cores} cores, {:.0} GB, Linux {}", memory / 1_048_576.0, kernel.trim())
}
