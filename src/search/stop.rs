//! Words that tell services nothing apart: grammar, and what stands in nearly every question of a school.

/// Folded words that are not indexed and not searched.
const STOP: &str = "\
a aan achter al alle alleen alles als altijd an and andere anders are as at be been ben bent bij bijna binnen blijft boven buiten \
can daar daarna dan dat de den der deze die dit do doe doen doet door dus een eens eerst elk elke en er erg even for from ga gaan \
gaat ge geen geeft geweest gewoon graag haar had hadden has have he heb hebben hebt heeft heel hem hen her het hier hij his hoe hun \
i iedereen iemand iets ik in is it ja je jullie kan kom komen komt kon krijgen krijgt kunnen kunt liefst maar me meer meest men met mij \
mijn moet moeten mogen mag my n na naar naast niemand niet niets niks no nog nooit not nu of om omdat on onder ons onze ook op or over per \
rond s samen she sinds soms staan staat t te tegen ten ter terug that the their they this to toch toen tot tussen u uit uw van vanaf veel \
via volgens voor vooral waar waarom wanneer want waren was wat we weg wel welk welke werd were who wie wij wil willen with word worden \
wordt wou you zal ze zegt zei zelf zelfs zich zie zien ziet zij zijn zit zitten zo zoals zonder zou \
kind kinderen leerling leerlingen school scholen gezin gezinnen ouder ouders mama papa moeder moeders vader vaders klas jongen jongens \
meisje meisjes kleuter kleuters thuis jongere jongeren hulp helpen helpt jaar week weken maand maanden dag dagen child children pupil \
parents mother father family help";

/// The words that are left out.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    STOP.split_whitespace()
}

/// Whether a folded word is left out.
pub(super) fn stops(folded: &str) -> bool {
    use std::collections::HashSet;
    use std::sync::LazyLock;
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| all().collect());
    WORDS.contains(folded)
}
