//! What each soft criterion is worth. Need and text carry the order; the rest breaks near-ties between services that
//! both fit. Numbers are shares of the whole: a service that meets the first need fully and says it in the asker's own
//! words comes to about 2.

/// The service meets the most pressing need fully.
pub const NEED: f32 = 1.0;
/// What a further need that is met adds.
pub const FURTHER_NEED: f32 = 0.25;
/// How much each next need of the question counts beside the one before it.
pub const NEXT_NEED: f32 = 0.8;
/// How much weaker evidence for a need makes it count less beside the strongest one: 1 is as much weaker.
pub const WEAKER: f32 = 0.8;
/// What each service before it for the same need takes off, within the first three.
pub const SERVED: f32 = 0.2;
/// The service is for the very topic within the need that the question speaks of.
pub const SAME_TOPIC: f32 = 0.3;
/// It is for another topic within that need.
pub const OTHER_TOPIC: f32 = -0.18;
/// It helps with many other needs too: taken off for each of them, up to [`MANY_NEEDS`]. Who does one thing knows it best.
pub const ANOTHER_NEED: f32 = -0.05;
/// How many other needs count.
pub const MANY_NEEDS: u8 = 6;
/// Strength from which a service is taken to help with a need.
pub const HELPS_WITH: f32 = 0.5;
/// The words of the service are the closest of all to those of the question.
pub const TEXT: f32 = 0.5;
/// The service is for schools or other services only, and the question is about one pupil.
pub const FOR_OTHERS: f32 = -0.25;
/// The service is for schools, and the question is about no pupil in particular.
pub const FOR_SCHOOLS: f32 = 0.20;
/// A language of the family, other than Dutch, is spoken.
pub const LANGUAGE: f32 = 0.10;
/// A site in the municipality of the family.
pub const NEAR: f32 = 0.04;
/// There is room.
pub const ROOM: f32 = 0.04;
/// There is a waiting list.
pub const WAITING: f32 = -0.10;
/// There is no room.
pub const FULL: f32 = -0.25;
/// There is room, and somebody has to act today.
pub const URGENT_ROOM: f32 = 0.04;
/// There is none, and somebody has to act today.
pub const URGENT_WAITS: f32 = -0.15;
/// The service belongs to the very school: worth more than everything else together, so that it comes first there.
pub const OWN_SCHOOL: f32 = 2.5;
/// It is for the pupils of one school, and nobody said which school it is.
pub const SCHOOL_UNSAID: f32 = -0.30;
/// It is for the child itself, and the child is of that age.
pub const OF_AGE: f32 = 0.06;
/// Its season has yet to begin.
pub const NOT_YET: f32 = -0.05;
/// It answers fast.
pub const FAST: f32 = 0.03;
/// It answers slowly.
pub const SLOW: f32 = -0.05;
/// It always says yes; as much off where it never does.
pub const ACCEPTS: f32 = 0.05;
/// Its handovers always lead to support; as much off where they never do.
pub const HELPS: f32 = 0.05;
/// The entry was not checked for a year.
pub const STALE: f32 = -0.05;
/// Somebody is named for a warm handover.
pub const CONTACT: f32 = 0.02;
/// A handover cannot be offered before there is an agreement.
pub const NO_AGREEMENT: f32 = -0.04;
/// For one sex only, and the question does not say which.
pub const SEX_UNSAID: f32 = -0.10;

/// Days after which what was said of room counts as unknown.
pub const CAPACITY_DAYS: i64 = 30;
/// From how many experiences on they count.
pub const EXPERIENCES: u32 = 5;
/// Days over which experiences are counted.
pub const EXPERIENCE_DAYS: i64 = 365;
/// Within so many hours an answer is fast.
pub const FAST_HOURS: u32 = 36;
/// After so many it is slow.
pub const SLOW_HOURS: u32 = 240;
/// Days after which an entry is stale.
pub const FRESH_DAYS: i64 = crate::domain::socialmap::freshness::FRESH_DAYS;

/// Weight of the evidence for a need from which the question speaks of it; one plain word of a phrase weighs 1, and so do
/// two words of which the question sounds like it.
pub const CLEAR: f32 = 1.1;
/// Strength of a met need from which a suggestion is made with confidence.
pub const MEETS: f32 = 0.45;
/// A need with this share of the evidence for the clearest one is pressing too.
pub const PRESSING: f32 = 0.75;
/// Strength from which a service that takes every question is enough.
pub const GENERAL: f32 = 0.4;
/// Where the best service that may be suggested is less about the question than this share of the best one that is ruled
/// out, the offer that was meant is missing.
pub const OUTDONE: f32 = 0.7;
/// The same where a service that takes every question is there.
pub const GENERAL_OUTDONE: f32 = 0.4;
/// Share of a full text score from which the words alone give that confidence, where no need was read.
pub const WORDS_ALONE: f32 = 0.8;
/// Full-text score that counts in full, as a multiple of the logarithm of the number of services: about what two rare
/// words in a description come to. Where the best is lower, all shares are.
pub const WORDS_ENOUGH: f32 = 3.0;
