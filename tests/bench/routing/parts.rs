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
    /// What kind of service it is tells what it helps with.
    pub kinds: bool,
    /// Examples, and what the question as a whole sounds like.
    pub examples: bool,
}

impl Parts {
    /// Everything.
    pub const ALL: Self = Self { hard: true, needs: true, topics: true, text: true, kinds: true, examples: true };

    /// Nothing but full text.
    const TEXT: Self = Self { hard: false, needs: false, topics: false, text: true, kinds: false, examples: false };

    /// The rows of the table.
    pub const TABLE: &[(&'static str, Self)] = &[
        ("full text", Self::TEXT),
        ("full text, hard rules", Self { hard: true, ..Self::TEXT }),
        ("phrases, hard rules", Self { hard: true, needs: true, text: false, ..Self::TEXT }),
        ("phrases and topics, hard rules", Self { text: false, kinds: false, examples: false, ..Self::ALL }),
        ("… and full text", Self { kinds: false, examples: false, ..Self::ALL }),
        ("… and kinds of service", Self { examples: false, ..Self::ALL }),
        ("everything: … and examples", Self::ALL),
        ("everything without hard rules", Self { hard: false, ..Self::ALL }),
        ("everything without kinds of service", Self { kinds: false, ..Self::ALL }),
        ("everything without topics", Self { topics: false, ..Self::ALL }),
        ("everything without full text", Self { text: false, ..Self::ALL }),
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
                service.needs.iter_mut().for_each(|met| met.topics = Box::default());
            }
            if !self.hard {
                (service.status, service.only_for, service.area) = (ServiceStatus::Active, None, Area::Everywhere);
            }
        }
        Roster::new(services)
    }
}
