//! A clock that stands still until the test turns it.

use std::sync::Mutex;

use netsterk::domain::moment::{Clock, Moment};

pub struct TurnedClock(Mutex<Moment>);

impl TurnedClock {
    pub fn at(text: &str) -> Self {
        Self(Mutex::new(text.parse().unwrap()))
    }

    pub fn turn_to(&self, text: &str) {
        *self.0.lock().unwrap() = text.parse().unwrap();
    }

    pub fn advance(&self, by: chrono::Duration) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus(by);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}
