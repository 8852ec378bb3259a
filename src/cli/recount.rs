//! `netsterk recount`: counts the target again from the histories of the handovers, and compares with the ledger.

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::usecases::target::recount;

/// Prints each target, and every difference.
///
/// # Errors
/// [`Failed`] when ledger and histories differ, or the database cannot be reached.
pub fn run(config: &Config) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    let found = recount(&app.ctx).map_err(Failed::because)?;
    for (name, ledger, histories) in &found.targets {
        let verdict = if ledger == histories { "equal" } else { "different" };
        println!("{name}: {ledger} by the ledger, {histories} by the histories: {verdict}");
    }
    for difference in &found.differences {
        println!("{difference}");
    }
    if found.is_equal() {
        Ok(())
    } else {
        Err(Failed("the ledger and the histories of the handovers differ".to_owned()))
    }
}
