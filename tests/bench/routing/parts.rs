//! The parts of routing that can be left out, to see what each of them brings.

use netsterk::domain::routing::gleaned::Told;
use netsterk::domain::routing::question::Struck;
use netsterk::domain::routing::{Question, Roster};
use netsterk::domain::socialmap::Candidate;
use netsterk::domain::socialmap::candidate::{Area, ServiceStatus};

/// Which parts take part.
#[derive(Clone, Copy)]
pub struct Parts {
    /// Status, area, age, sex.
    pub hard: bool,
    /// Needs read from question and service.
    pub needs: bool,
    /// Topics within needs.
    pub topics: bool,
    /// Full text.
    pub text: bool,
}

impl Parts {
    /// Everything.
    pub const ALL: Self = Self { hard: true, needs: true, topics: true, text: true };

    /// The rows of the table.
    pub const TABLE: &[(&'static str, Self)] = &[
        ("full text", Self { hard: false, needs: false, topics: false, text: true }),
        ("full text, hard rules", Self { hard: true, needs: false, topics: false, text: true }),
        ("needs", Self { hard: false, needs: true, topics: false, text: false }),
        ("needs, hard rules", Self { hard: true, needs: true, topics: false, text: false }),
        ("needs and topics, hard rules", Self { hard: true, needs: true, topics: true, text: false }),
        ("needs, full text, hard rules", Self { hard: true, needs: true, topics: false, text: true }),
        ("needs and topics, full text", Self { hard: false, needs: true, topics: true, text: true }),
        ("everything", Self::ALL),
    ];

    /// The question as these parts see it.
    pub fn asked(self, question: Question) -> Question {
        if self.hard {
            return question;
        }
        let struck = Struck { read: vec![Told::Children, Told::Place], ..Struck::default() };
        Question { children: Vec::new(), postcode: None, struck, ..question }
    }

    /// The services as these parts see them.
    pub fn services(self, services: &[Candidate]) -> Roster<Candidate> {
        let mut services = services.to_vec();
        for service in &mut services {
            if !self.needs {
                service.needs.clear();
            }
            if !self.topics {
                service.needs.iter_mut().for_each(|met| met.topics.clear());
            }
            if !self.hard {
                (service.status, service.only_for, service.area) = (ServiceStatus::Active, None, Area::Everywhere);
            }
        }
        Roster::new(services)
    }
}
