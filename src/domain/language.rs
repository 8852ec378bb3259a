//! The languages in which the service speaks to people. Not the languages that families speak: those are open.

codes! {
    /// Language in which labels, reasons and letters are written.
    Language {
        /// Dutch as spoken in Flanders.
        Dutch = "nl",
        /// English.
        English = "en",
    }
}
