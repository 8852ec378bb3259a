//! Who can sign in to the demonstration, with secrets that were made for it.
//!
//! Kept once in the data folder, readable by its owner only, so that starting again can hand them out again. Nobody
//! finds them in the database: that keeps hashes.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// A worker of the team.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    /// Address to sign in with.
    pub email: String,
    /// Password.
    pub password: String,
    /// Role code.
    pub role: String,
}

/// A client of the API.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// Public name.
    pub client_id: String,
    /// Secret.
    pub client_secret: String,
    /// Organisation of a partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// Name of that organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_name: Option<String>,
    /// Scopes, separated by spaces.
    pub scopes: String,
}

/// Everybody who can sign in, and where.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// Address of the service.
    pub base_url: String,
    /// Workers.
    pub users: Vec<User>,
    /// Clients.
    pub clients: Vec<Client>,
}

impl Credentials {
    /// Reads a file that [`Credentials::write`] made; nothing when there is none.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn read(path: &Path) -> std::io::Result<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file for its owner's eyes only. It is there whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let fresh = path.with_file_name(format!(".{name}.{}", std::process::id()));
        let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)
    }
}

/// What a person at the terminal wants to know.
impl std::fmt::Display for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "API         {}/v1   (readable at {}/docs)", self.base_url, self.base_url)?;
        writeln!(f, "\nclients (client id, secret, scopes)")?;
        for client in &self.clients {
            let name = client.organization_name.as_deref().unwrap_or("");
            writeln!(f, "  {:20} {}  {name}", client.client_id, client.client_secret)?;
            writeln!(f, "  {:20} {}", "", client.scopes)?;
        }
        writeln!(f, "\nusers (mail address, password, role)")?;
        for user in &self.users {
            writeln!(f, "  {:38} {}  {}", user.email, user.password, user.role)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Client, Credentials, User};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_file_is_for_its_owner_only_and_reads_back() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("credentials.json");
        assert!(Credentials::read(&path)?.is_none());
        let user = User { email: "a@netsterk.example".into(), password: "p".into(), role: "coordinator".into() };
        let client = Client {
            client_id: "cmp".into(),
            client_secret: "s".into(),
            organization_id: None,
            organization_name: None,
            scopes: "alerts:read".into(),
        };
        let written = Credentials { base_url: "http://127.0.0.1:1".into(), users: vec![user], clients: vec![client] };
        written.write(&path)?;
        assert_eq!(std::fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        let read = Credentials::read(&path)?.map(|read| (read.base_url, read.users.len(), read.clients.len()));
        assert_eq!(read, Some(("http://127.0.0.1:1".to_owned(), 1, 1)));
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }
}
