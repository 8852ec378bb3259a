//! What is read from a question, and what is left alone.

use rstest::rstest;

use super::*;

/// Youngest and oldest age of every child.
fn ages(text: &str) -> Vec<(u8, u8)> {
    Gleaned::from(text).children.iter().filter_map(|child| child.youngest.zip(child.oldest)).collect()
}

#[rstest]
#[case("Meisje van 14 komt niet meer naar school", &[14])]
#[case("meisje van 14 jaar", &[14])]
#[case("zoontje (3j) praat nog niet", &[3])]
#[case("Een 14-jarige die spijbelt", &[14])]
#[case("veertienjarige leerling", &[14])]
#[case("een 14 jarig meisje", &[14])]
#[case("14-jarige dochter, mama weet het niet meer", &[14])]
#[case("peuter van 2,5 zonder plaats", &[2])]
#[case("peuter van 2.5 jaar", &[2])]
#[case("kindje van 2½", &[2])]
#[case("leerling, 16 jaar, woont alleen", &[16])]
#[case("16 jaar, zwanger, durft het thuis niet zeggen", &[16])]
#[case("kinderen van 4, 7 en 11", &[4, 7, 11])]
#[case("twee kinderen (2, 5 en 9)", &[2, 5, 9])]
#[case("gezin met kinderen van 6 en 8 jaar", &[6, 8])]
#[case("zoon van 8 en dochter van 5", &[8, 5])]
#[case("broer en zus van 6 en 8 komen zonder eten", &[6, 8])]
#[case("ze is net 12 geworden", &[12])]
#[case("hij is 12 jaar en slaapt niet", &[12])]
#[case("hij is 9.", &[9])]
#[case("Youssef (14) is al een week weg", &[14])]
#[case("meisje 14, mag niet naar huis", &[14])]
#[case("jongen 9 eet niet", &[9])]
#[case("mama van een dochter van 14", &[14])]
#[case("jongen van ongeveer 9", &[9])]
#[case("leeftijd: 13", &[13])]
#[case("baby van 8 maanden", &[0])]
#[case("kind van zes dat niet spreekt", &[6])]
#[case("een meisje van vijftien", &[15])]
#[case("A 14-year-old girl who skips school", &[14])]
#[case("boy of 9 comes without lunch", &[9])]
#[case("her daughter, 7 years old, cannot sleep", &[7])]
#[case("she is 15 years old", &[15])]
#[case("a son aged 11", &[11])]
#[case("16-jarige mama met baby", &[])]
#[case("MEISJE VAN 14", &[14])]
fn ages_of_children_are_read(#[case] text: &str, #[case] expected: &[u8]) {
    let expected: Vec<(u8, u8)> = expected.iter().map(|age| (*age, *age)).collect();
    assert_eq!(ages(text), expected, "{text}");
}

#[rstest]
#[case("bijna 12", 11, 12)]
#[case("meisje van bijna 14", 13, 14)]
#[case("hij wordt 6 jaar", 5, 6)]
#[case("speelplein voor kinderen van 6 tot 12 jaar", 6, 12)]
#[case("opvang voor kinderen van 3-6 jaar", 3, 6)]
#[case("L3, leest niet", 8, 9)]
#[case("zit in het derde leerjaar", 8, 9)]
#[case("leerling 3de leerjaar", 8, 9)]
#[case("2e kleuter, slaapt in", 4, 5)]
#[case("K3", 5, 6)]
#[case("4 BSO, koffer niet betaald", 15, 16)]
#[case("meisje 5TSO", 16, 17)]
#[case("1A, durft niet naar school", 12, 13)]
#[case("vierde middelbaar", 15, 16)]
#[case("OKAN-leerling zonder bed", 12, 18)]
#[case("peuter die niet praat", 2, 3)]
#[case("in the third grade", 8, 9)]
#[case("instapklasje in januari", 2, 3)]
fn spans_are_read(#[case] text: &str, #[case] youngest: u8, #[case] oldest: u8) {
    assert_eq!(ages(text), [(youngest, oldest)], "{text}");
}

#[rstest]
#[case("mama (34) is alleen")]
#[case("mama van 19 zoekt werk")]
#[case("oma 62 voedt kleinzoon op")]
#[case("een 35-jarige moeder")]
#[case("broer van 20 zit vast")]
#[case("zus (4) is ziek")]
#[case("haar vriend van 19 slaat")]
#[case("14 dagen niet gezien")]
#[case("kind 14 dagen afwezig")]
#[case("Kerkstraat 14")]
#[case("Bruul 12 bus 3, Mechelen")]
#[case("klas van 24 leerlingen")]
#[case("met 12 in de klas")]
#[case("gezin van 5, papa werkloos")]
#[case("gezin met 3 kinderen")]
#[case("mama van 3 kinderen")]
#[case("kinderen (3) komen zonder eten")]
#[case("al 3 jaar in België")]
#[case("woont sinds 2 jaar hier")]
#[case("ze is 3 jaar in België")]
#[case("papa is 2 jaar geleden gestorven")]
#[case("kind is 3 jaar ziek")]
#[case("factuur van 14 euro")]
#[case("€ 14 voor de uitstap")]
#[case("14€ voor de uitstap")]
#[case("om 14 uur thuis alleen")]
#[case("het is 12 uur")]
#[case("op 14 december")]
#[case("14/12 afspraak")]
#[case("bel 0475 12 34 56")]
#[case("in 2015 aangekomen")]
#[case("leerling 15 keer te laat")]
#[case("leerling met 20 halve dagen")]
#[case("hij haalt 8 op 20")]
#[case("slapen met vijf in een bed")]
#[case("twee leerlingen vechten")]
#[case("bijna 12 uur onderweg")]
#[case("10 jaar getrouwd")]
#[case("kind van 2 vaders")]
#[case("een 10-jarig huwelijk")]
#[case("vrienden van 16")]
#[case("volgende 5 jaar")]
#[case("36 uur wachten")]
#[case("groep van 8")]
#[case("lokaal 1A")]
#[case("Kerkstraat 1A")]
#[case("lager inkomen dan vroeger")]
#[case("broer zit in L5")]
#[case("naar het middelbaar")]
#[case("15% korting, 3 x per week")]
#[case("art. 12 van het decreet")]
#[case("")]
#[case("😀 😀")]
fn other_numbers_are_left_alone(#[case] text: &str) {
    assert_eq!(Gleaned::from(text).children, [], "{text}");
}

#[test]
fn one_child_said_in_two_ways_is_one() {
    let read = Gleaned::from("L3, jongen van 9, leest niet");
    assert_eq!(read.children.len(), 1);
    assert_eq!((read.children[0].age, read.children[0].stage), (Some(9.0), Some(SchoolStage::Primary)));
    assert_eq!(read.children[0].because, ["jongen van 9", "L3"]);
    let two = Gleaned::from("zoon in L3, dochter in K2").children;
    assert_eq!(
        two.iter().map(|child| child.stage).collect::<Vec<_>>(),
        [Some(SchoolStage::Primary), Some(SchoolStage::Nursery)]
    );
}

#[rstest]
#[case("Meisje van 14 wil niet meer", "Meisje van 14")]
#[case("onze 14-jarige dochter", "14-jarige dochter")]
#[case("zoontje (3j) praat niet", "zoontje (3j")]
#[case("Youssef (14) is weg", "14")]
fn the_words_are_kept_and_a_name_is_not(#[case] text: &str, #[case] because: &str) {
    assert_eq!(Gleaned::from(text).children[0].because, [because]);
}

#[rstest]
#[case("kleuter met lege brooddoos", Some(SchoolStage::Nursery))]
#[case("leerling lagere school", Some(SchoolStage::Primary))]
#[case("zit in het secundair", Some(SchoolStage::Secondary))]
#[case("kleuter van 4", Some(SchoolStage::Nursery))]
#[case("pupil of a primary school", Some(SchoolStage::Primary))]
#[case("leerling zonder jas", None)]
fn stages_are_read(#[case] text: &str, #[case] stage: Option<SchoolStage>) {
    let read = Gleaned::from(text);
    let found = read.children.first().and_then(|child| child.stage);
    // "Kleuter van 4" is told by its age alone.
    let aged = read.children.first().is_some_and(|child| child.age.is_some());
    assert!(found == stage || aged, "{text}: {read:?}");
}

#[rstest]
#[case("mama spreekt enkel Pashto", &["ps"])]
#[case("Turkstalig gezin", &["tr"])]
#[case("thuis Arabisch", &["ar"])]
#[case("thuis spreken ze Arabisch en een beetje Frans", &["ar", "fr"])]
#[case("Pools sprekende papa", &["pl"])]
#[case("tolk Tigrinya nodig", &["ti"])]
#[case("spreekt geen Nederlands, wel Engels", &["en"])]
#[case("spreekt niet goed Nederlands", &[])]
#[case("nauwelijks Nederlands", &[])]
#[case("Turks gezin", &[])]
#[case("Poolse mama", &[])]
#[case("hij buist voor Frans", &[])]
#[case("wil Nederlands leren", &[])]
#[case("lessen Nederlands voor mama", &[])]
#[case("bijles Engels", &[])]
#[case("Franstalige school", &[])]
#[case("mother only speaks Dari", &["fa"])]
#[case("Arabic-speaking family", &["ar"])]
#[case("moedertaal: Somali", &["so"])]
#[case("Farsi", &["fa"])]
#[case("ouders verstaan alleen Roemeens", &["ro"])]
#[case("Portugeestalige ouders", &["pt"])]
fn languages_of_the_home_are_read(#[case] text: &str, #[case] codes: &[&str]) {
    let read = Gleaned::from(text);
    let found: Vec<&str> = read.languages.iter().map(|language| language.code.as_str()).collect();
    assert_eq!(found, codes, "{text}");
}

#[rstest]
#[case("gezin woont in Duffel", Some("2570"))]
#[case("mama uit Hombeek", Some("2811"))]
#[case("mama chronisch ziek, leeft met twee kinderen van 1100 per maand, Duffel. Krijgt ze wel alles?", Some("2570"))]
#[case("2800 Mechelen", Some("2800"))]
#[case("postcode 2860", Some("2860"))]
#[case("gezin in 2811", Some("2811"))]
#[case("Sint-Katelijne-Waver, papa alleen", Some("2860"))]
#[case("woont te St-Katelijne-Waver", Some("2860"))]
#[case("woont in mechelen", Some("2800"))]
#[case("gevlucht, nu in Willebroek", Some("2830"))]
#[case("school in Lier, gezin woont in Nijlen", Some("2560"))]
#[case("gaat naar school in Lier", None)]
#[case("wonen in Lier of in Duffel", None)]
#[case("sinds 2020 in Belgie", None)]
#[case("in 2018 gevlucht", None)]
#[case("2018 Antwerpen", Some("2018"))]
#[case("schuld van 2500 euro", None)]
#[case("€ 2500 achterstand", None)]
#[case("juf Van Mechelen belt", None)]
#[case("mevrouw Boom vraagt raad", None)]
#[case("gele trui, boom in de tuin, essen", None)]
#[case("bel 015 28 2800 12", None)]
#[case("verhuisd naar Boom", Some("2850"))]
#[case("family lives in Ghent or so", None)]
fn places_are_read(#[case] text: &str, #[case] postcode: Option<&str>) {
    let place = Gleaned::from(text).place;
    assert_eq!(place.as_ref().map(|place| place.postcode.as_str()), postcode, "{text}: {place:?}");
}

#[rstest]
#[case("vandaag nog iets vinden", Some(Urgency::Urgent))]
#[case("vannacht geen slaapplaats", Some(Urgency::Urgent))]
#[case("dringend hulp nodig", Some(Urgency::Urgent))]
#[case("Ze weten vannacht niet waar ze kunnen slapen.", Some(Urgency::Urgent))]
#[case("er is geen haast bij", Some(Urgency::Routine))]
#[case("niet dringend", Some(Urgency::Routine))]
#[case("het is niet zo dringend", Some(Urgency::Routine))]
#[case("liefst nog deze week", Some(Urgency::Soon))]
#[case("belde vandaag over de factuur", None)]
#[case("vannacht slecht geweend", None)]
#[case("he needs a bed tonight", Some(Urgency::Urgent))]
#[case("no rush", Some(Urgency::Routine))]
#[case("geen crisisopvang nodig", None)]
fn urgency_is_read(#[case] text: &str, #[case] expected: Option<Urgency>) {
    let read = Gleaned::from(text).urgency;
    assert_eq!(read.as_ref().map(|read| read.urgency), expected, "{text}: {read:?}");
}

#[test]
fn what_is_struck_is_not_read() {
    let read = Gleaned::from("meisje van 14 in Duffel spreekt enkel Pashto, dringend");
    assert!(!read.children.is_empty() && read.place.is_some() && !read.languages.is_empty() && read.urgency.is_some());
    assert_eq!(read.without(Told::ALL), Gleaned::default());
}

#[test]
fn decomposed_letters_read_alike() {
    assert_eq!(Gleaned::from("Oekrai\u{308}ens thuis"), Gleaned::from("Oekrai\u{308}ens thuis"));
    assert_eq!(Gleaned::from("thuis Oekraïens").languages[0].code, "uk");
    assert_eq!(Gleaned::from("thuis Oekrai\u{308}ens").languages[0].code, "uk");
}

/// The questions that routing is measured with, and what their makers knew of the child and the home.
#[test]
fn what_is_read_agrees_with_what_people_knew() {
    let questions = crate::domain::routing::score::read(include_str!("../../../../tests/routing/development.jsonl"));
    let (mut read, mut wrong) = (0, Vec::new());
    for question in questions.unwrap_or_default() {
        let told = Gleaned::from(&question.question);
        let spans: Vec<(u8, u8)> = told.children.iter().filter_map(|child| child.youngest.zip(child.oldest)).collect();
        if let Some(age) = question.pupil_age.filter(|_| !spans.is_empty()) {
            read += 1;
            if !spans.iter().any(|(youngest, oldest)| (youngest.saturating_sub(1)..=oldest + 1).contains(&age)) {
                wrong.push(format!("{age} in {:?} of {}", told.children, question.question));
            }
        }
        if let (Some(place), Some(home)) = (&told.place, &question.postcode) {
            read += 1;
            let name = |code: &str| code.parse().ok().and_then(crate::domain::socialmap::area::municipality);
            if name(&place.postcode) != name(home) {
                wrong.push(format!("{home} in {place:?} of {}", question.question));
            }
        }
        for language in told.languages.iter().filter(|_| !question.languages.is_empty()) {
            read += 1;
            if !question.languages.contains(&language.code) {
                wrong.push(format!("{:?} in {language:?} of {}", question.languages, question.question));
            }
        }
    }
    assert!(read > 40 && wrong.len() * 20 <= read, "{} of {read} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_stumble(text in ".*") {
        let _ = Gleaned::from(&text);
    }

    #[test]
    fn no_heap_of_telling_words_makes_it_stumble(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "meisje", "van", "14", "(", ")", "3j", "-", "jarige", "L3", "2e", "kleuter", "bijna", "is", "jaar", "en", ",",
                "2,5", "maanden", "tot", "12", "in", "Mechelen", "2800", "spreekt", "Pashto", "niet", "dringend", ".", "\u{308}",
                "broer", "zus", "1A", "Sint", "vannacht", "bed", "½", "½e", "0", "99", "é", "😀", "\0", "year", "old", "\n",
            ]),
            0..60,
        ),
        glue in proptest::sample::select(vec!["", " ", "-", "/", ", "]),
    ) {
        let text = words.join(glue);
        let read = Gleaned::from(&text);
        proptest::prop_assert!(read.children.len() <= 6);
        proptest::prop_assert!(read.children.iter().all(|child| child.youngest <= child.oldest));
    }
}

#[test]
fn l1_a_question_of_100_kb_takes_no_longer_than_its_first_words() {
    for flood in ["meisje van 14, ", "Sint-", "spreekt Pashto en ", "vannacht ", "2800 ", "😀"] {
        let text = flood.repeat(100_000 / flood.len());
        assert!(Gleaned::from(&text).children.len() <= 6);
    }
}
