//! How much one caller may ask: a bucket that holds a minute's worth of requests and fills evenly. Says what is left on
//! every answer (`RateLimit-Policy`, `RateLimit`; draft-ietf-httpapi-ratelimit-headers) and when to come back on a 429.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::web::problem::{Failure, Problem};

static POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
static LEFT: HeaderName = HeaderName::from_static("ratelimit");
/// From so many buckets on, the full ones are forgotten: a stranger may come from any address.
const MANY: usize = 10_000;

type Buckets = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// The buckets of all callers of this process.
pub struct Limit {
    buckets: Buckets,
    per_minute: NonZeroU32,
}

/// What is left in a caller's bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    per_minute: NonZeroU32,
    left: u32,
    /// Whole seconds until the next request is let in; 0 when it is now.
    wait: u64,
}

impl Limit {
    /// Buckets of so many requests a minute.
    #[must_use]
    pub fn new(per_minute: NonZeroU32) -> Self {
        let buckets = RateLimiter::keyed(Quota::per_minute(per_minute));
        Self { buckets: buckets.with_middleware(), per_minute }
    }

    /// Takes one request out of a caller's bucket.
    #[must_use]
    pub fn take(&self, caller: String) -> Standing {
        if self.buckets.len() > MANY {
            self.buckets.retain_recent();
        }
        let (left, wait) = match self.buckets.check_key(&caller) {
            Ok(bucket) => (bucket.remaining_burst_capacity(), Duration::ZERO),
            Err(empty) => (0, empty.wait_time_from(DefaultClock::default().now())),
        };
        Standing { per_minute: self.per_minute, left, wait: wait.as_millis().div_ceil(1_000) as u64 }
    }
}

impl Standing {
    /// Refuses when the bucket is empty.
    ///
    /// # Errors
    /// A problem with status 429.
    pub fn admit(self) -> Result<(), Failure> {
        if self.wait == 0 {
            return Ok(());
        }
        Err(Failure::from(Problem::belgif(
            StatusCode::TOO_MANY_REQUESTS,
            "tooManyRequests",
            "Too many requests",
            format!("At most {} requests a minute; come back in {} s.", self.per_minute, self.wait),
        )))
    }

    /// Says on the answer what is left, and when to come back.
    pub fn tell(self, headers: &mut HeaderMap) {
        let mut say = |name: &HeaderName, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name.clone(), value);
            }
        };
        say(&POLICY, format!("\"caller\";q={};w=60", self.per_minute));
        say(&LEFT, format!("\"caller\";r={}", self.left));
        if self.wait > 0 {
            say(&RETRY_AFTER, self.wait.to_string());
        }
    }
}
