//! Arguments to settings to the application.

use std::process::ExitCode;

fn main() -> ExitCode {
    netsterk::cli::run()
}
