//! `netsterk client add|rotate|disable|list`. A secret is printed once and can never be shown again.

use clap::{Args, Subcommand, ValueEnum};

use crate::app::App;
use crate::cli::Failed;
use crate::config::Config;
use crate::domain::access::Party;
use crate::usecases::client::add::{AddClient, Issued, add};
use crate::usecases::client::disable::disable;
use crate::usecases::client::list::list;
use crate::usecases::client::rotate::rotate;
use crate::usecases::client::trust::trust;

/// What to do with clients.
#[derive(Debug, Subcommand)]
pub enum Arguments {
    /// Register a client; its secret is shown once.
    Add(AddArguments),
    /// Renew the secret of a client; the old one ends at once.
    Rotate {
        /// Public name of the client.
        client_id: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let a client show itself by its own keys (private_key_jwt); its secret ends at once.
    Trust {
        /// Public name of the client.
        client_id: String,
        /// File with its public keys: a JWK set.
        keys: std::path::PathBuf,
    },
    /// End a client's access.
    Disable {
        /// Public name of the client.
        client_id: String,
    },
    /// Show all clients, without secrets.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Flags of `client add`.
#[derive(Debug, Args)]
pub struct AddArguments {
    /// What people call it; the public name is made from it.
    #[arg(long)]
    name: String,
    /// Scopes, separated by spaces.
    #[arg(long)]
    scopes: String,
    /// Id of the organisation in the social map, for a partner.
    #[arg(long)]
    organization: Option<String>,
    /// For whom it acts: a partner when an organisation is given, else the team.
    #[arg(long, value_enum)]
    party: Option<PartyName>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// For whom a client acts.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum PartyName {
    Team,
    Partner,
    AlertPoint,
}

/// Runs the subcommand.
///
/// # Errors
/// [`Failed`], with every fault of the arguments.
pub fn run(config: &Config, arguments: Arguments) -> Result<(), Failed> {
    let app = App::build(config).map_err(Failed::because)?;
    match arguments {
        Arguments::Add(arguments) => {
            let command = AddClient { party: party(&arguments)?, name: arguments.name, scopes: arguments.scopes };
            show(&add(&app.ctx, &command).map_err(Failed::explained)?, arguments.json)
        }
        Arguments::Rotate { client_id, json } => show(&rotate(&app.ctx, &client_id).map_err(Failed::explained)?, json),
        Arguments::Trust { client_id, keys } => {
            let text =
                std::fs::read_to_string(&keys).map_err(|error| Failed(format!("{}: {error}", keys.display())))?;
            trust(&app.ctx, &client_id, &text).map_err(Failed::explained)?;
            println!("{client_id} shows itself by its own keys from now on");
            Ok(())
        }
        Arguments::Disable { client_id } => {
            disable(&app.ctx, &client_id).map_err(Failed::explained)?;
            println!("{client_id} has no access any more");
            Ok(())
        }
        Arguments::List { json } => {
            let clients = list(&app.ctx).map_err(Failed::explained)?;
            if json {
                println!("{}", serde_json::to_string_pretty(&clients).map_err(Failed::because)?);
                return Ok(());
            }
            for client in clients {
                let state = if client.disabled_at.is_some() { "disabled" } else { "active" };
                println!("{}  {}  {state}  {}", client.client_id, client.party, client.scopes);
            }
            Ok(())
        }
    }
}

fn party(arguments: &AddArguments) -> Result<Party, Failed> {
    match (arguments.party, &arguments.organization) {
        (None | Some(PartyName::Partner), Some(id)) => Ok(Party::Partner(id.clone())),
        (None | Some(PartyName::Team), None) => Ok(Party::Team),
        (Some(PartyName::AlertPoint), None) => Ok(Party::AlertPoint),
        (Some(PartyName::Partner), None) => Err(Failed("a partner needs --organization".to_owned())),
        (Some(PartyName::Team | PartyName::AlertPoint), Some(_)) => {
            Err(Failed("--organization is for partners only".to_owned()))
        }
    }
}

fn show(issued: &Issued, json: bool) -> Result<(), Failed> {
    if json {
        println!("{}", serde_json::to_string_pretty(issued).map_err(Failed::because)?);
        return Ok(());
    }
    println!("client id      {}", issued.client_id);
    println!("client secret  {}", issued.client_secret);
    println!("scopes         {}", issued.scopes);
    println!("Keep the secret now: it is not shown again.");
    Ok(())
}
