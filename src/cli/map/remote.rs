//! Pull the services of another directory from its HSDS 3.0 API, page by page.
//!
//! The other side is not trusted: every answer has a limit of time and size, all of them together too; a redirect is
//! followed only within the same server; a list that repeats itself, does not end or does not add up is a fault. What is
//! not whole is not taken.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use ureq::http::Uri;
use ureq::http::header::{LOCATION, RETRY_AFTER};
use ureq::tls::TlsConfig;

use crate::domain::socialmap::RowFault;
use crate::domain::socialmap::flat::{Flattened, Flattening};
use crate::telemetry::Stopwatch;

/// How long one answer may take, from the first byte to the last.
const PATIENCE: Duration = Duration::from_secs(60);
/// Largest answer, in bytes.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;
/// All answers together, in bytes.
const LARGEST_PULL: u64 = 1024 * 1024 * 1024;
/// Services of a page that are asked for.
const PER_PAGE: usize = 100;
/// Most pages, and most services.
const MOST_PAGES: usize = 20_000;
const MOST_SERVICES: usize = 200_000;
/// How long the whole of it may take, in seconds.
const LONGEST_PULL: f64 = 3_600.0;
/// How often a server that is busy is asked again, and how long at most it is waited for.
const TRIES: usize = 3;
const LONGEST_WAIT: u64 = 60;
/// Redirects within the server that are followed for one answer.
const REDIRECTS: usize = 3;

/// Pulls every service. `progress` is told how many are there, of how many where that is known.
///
/// # Errors
/// Every fault; then nothing of the pull is of use.
pub fn pull(base: &str, mut progress: impl FnMut(usize, Option<usize>)) -> Result<Flattened, Vec<RowFault>> {
    let mut flattening = Flattening::new(base);
    match Remote::reach(base) {
        Ok(mut remote) => {
            if let Err(reason) = remote.services(&mut flattening, &mut progress) {
                flattening.refuse(reason);
            }
        }
        Err(reason) => flattening.refuse(reason),
    }
    flattening.finish()
}

struct Remote {
    agent: ureq::Agent,
    base: String,
    scheme: String,
    authority: String,
    left: u64,
    watch: Stopwatch,
}

/// A page as the other side sends it.
struct Page {
    services: Vec<Value>,
    total_items: Option<u64>,
    is_last: bool,
}

impl Remote {
    fn reach(base: &str) -> Result<Self, String> {
        let address: Uri = base.parse().map_err(|_| "is not an address".to_owned())?;
        let (Some(scheme), Some(authority)) = (address.scheme_str(), address.authority()) else {
            return Err("is not an address".to_owned());
        };
        let local = matches!(address.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if scheme != "https" && !(scheme == "http" && local) {
            return Err("only https is pulled from; http only from this machine".to_owned());
        }
        if authority.as_str().contains('@') || address.query().is_some() {
            return Err("give the base address alone: no user, no query".to_owned());
        }
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .timeout_connect(Some(Duration::from_secs(10)))
            .user_agent("netsterk")
            .build();
        Ok(Self {
            agent: config.into(),
            base: base.trim_end_matches('/').to_owned(),
            scheme: scheme.to_owned(),
            authority: authority.as_str().to_owned(),
            left: LARGEST_PULL,
            watch: Stopwatch::start(),
        })
    }

    fn services(
        &mut self,
        flattening: &mut Flattening,
        progress: &mut impl FnMut(usize, Option<usize>),
    ) -> Result<(), String> {
        let mut seen: HashSet<String> = HashSet::new();
        let mut promised = None;
        for number in 1..=MOST_PAGES {
            let page = self.page(number)?;
            if promised.is_some() && page.total_items != promised {
                return Err(format!("page {number}: total_items is another number than before; try again"));
            }
            promised = page.total_items;
            for service in &page.services {
                let id = service.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                if !id.is_empty() && !seen.insert(id.clone()) {
                    return Err(format!(
                        "page {number} repeats the service {id} of an earlier page; does the list end?"
                    ));
                }
                if seen.len() > MOST_SERVICES {
                    return Err(format!("has more than {MOST_SERVICES} services"));
                }
                match is_full(service) {
                    true => flattening.take(service),
                    false => flattening.take(&self.whole(&id)?),
                }
                if flattening.is_full() {
                    return Ok(());
                }
            }
            progress(seen.len(), promised.and_then(|count| usize::try_from(count).ok()));
            if page.is_last {
                return match promised {
                    Some(count) if count != seen.len() as u64 => {
                        Err(format!("promised {count} services and gave {}; try again", seen.len()))
                    }
                    _ => Ok(()),
                };
            }
        }
        Err(format!("has more than {MOST_PAGES} pages"))
    }

    fn page(&mut self, number: usize) -> Result<Page, String> {
        let path = format!("/services?page={number}&per_page={PER_PAGE}&full=true");
        let said = |what: &str| format!("page {number}: {what}");
        let mut value = self.get(&path)?;
        if let Value::Array(services) = value {
            // A plain list has no pages: the whole of it comes at once.
            return Ok(Page { services, total_items: None, is_last: true });
        }
        let Value::Array(services) = value["contents"].take() else { return Err(said("has no list `contents`")) };
        if value.get("page_number").and_then(Value::as_u64).is_some_and(|given| given != number as u64) {
            return Err(said("says that it is another page"));
        }
        let pages = value.get("total_pages").and_then(Value::as_u64);
        let is_last = match (value.get("last_page").and_then(Value::as_bool), pages) {
            (Some(last), _) => last,
            (None, Some(pages)) => number as u64 >= pages,
            (None, None) => services.is_empty(),
        };
        if services.is_empty() && !is_last {
            return Err(said("is empty, but not the last one"));
        }
        Ok(Page { services, total_items: value.get("total_items").and_then(Value::as_u64), is_last })
    }

    /// A service of which the list showed only the short form.
    fn whole(&mut self, id: &str) -> Result<Value, String> {
        let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !plain {
            return Err(format!("a service has no id that can be asked for: {id:?}"));
        }
        let service = self.get(&format!("/services/{id}"))?;
        if service.get("id").and_then(Value::as_str) != Some(id) {
            return Err(format!("/services/{id} gives another service"));
        }
        Ok(service)
    }

    fn get(&mut self, path: &str) -> Result<Value, String> {
        let mut address = format!("{}{path}", self.base);
        let (mut tries, mut redirects) = (0, 0);
        loop {
            if self.watch.seconds() > LONGEST_PULL {
                return Err(format!("{path}: all of it takes longer than an hour"));
            }
            let answer = self.agent.get(&address).header("accept", "application/json").call();
            let mut answer = answer.map_err(|fault| format!("{path}: {fault}"))?;
            let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
            match answer.status().as_u16() {
                200 => {
                    let most = LARGEST_ANSWER.min(self.left);
                    let read = answer.body_mut().with_config().limit(most).read_to_vec();
                    let bytes = read.map_err(|fault| format!("{path}: {fault}"))?;
                    self.left = self.left.saturating_sub(bytes.len() as u64);
                    return serde_json::from_slice(&bytes).map_err(|fault| format!("{path}: is not JSON: {fault}"));
                }
                301 | 302 | 303 | 307 | 308 => {
                    redirects += 1;
                    let to = header(LOCATION).unwrap_or_default().to_owned();
                    if redirects > REDIRECTS {
                        return Err(format!("{path}: redirects in circles"));
                    }
                    address = self.within(&to).ok_or_else(|| format!("{path}: redirects to {to:?}, another server"))?;
                }
                429 | 503 if tries + 1 < TRIES => {
                    tries += 1;
                    let wait = header(RETRY_AFTER).and_then(|text| text.parse().ok()).unwrap_or(1).min(LONGEST_WAIT);
                    std::thread::sleep(Duration::from_secs(wait));
                }
                status => return Err(format!("{path}: answered {status}")),
            }
        }
    }

    /// Where a redirect leads, if that is on the same server.
    fn within(&self, location: &str) -> Option<String> {
        if location.starts_with('/') && !location.starts_with("//") {
            return Some(format!("{}://{}{location}", self.scheme, self.authority));
        }
        let to: Uri = location.parse().ok()?;
        let same = to.scheme_str() == Some(&self.scheme) && to.authority()?.as_str() == self.authority;
        same.then(|| location.to_owned())
    }
}

/// Whether a service is shown with what hangs on it.
fn is_full(service: &Value) -> bool {
    let lists = ["service_at_locations", "phones", "schedules", "service_areas", "languages", "contacts"];
    service.get("organization").is_some_and(Value::is_object)
        && lists.iter().any(|name| service.get(name).is_some_and(Value::is_array))
}
