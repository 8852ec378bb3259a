//! Settings: defaults < `netsterk.toml` < environment < flags. The only place that reads the environment.
//!
//! Every setting is checked before anything starts; secrets are masked when settings are printed.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The file of the running program.
///
/// # Errors
/// When the system does not tell.
pub fn executable() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}

/// All settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite://path`, a path, or `postgres://…`.
    pub database_url: Secret,
    /// Connections to the database (readers, on SQLite).
    pub database_connections: NonZeroU32,
    /// Address to listen on, `host:port`.
    pub bind: String,
    /// Address by which the world knows the service; issuer and audience of tokens.
    pub public_url: String,
    /// `smtp://host:port`, `smtps://user:password@host`; none: mail is written to files.
    pub smtp_url: Option<Secret>,
    /// Sender of mails.
    pub mail_from: String,
    /// Where mails go as `.eml` files when there is no SMTP server.
    pub mail_directory: PathBuf,
    /// File with the master key: 32 bytes in base64. Made when it is not there.
    pub key_file: Option<PathBuf>,
    /// `tracing` filter, such as `info` or `netsterk=debug`.
    pub log: String,
    /// `json` or `pretty`.
    pub log_format: String,
    /// Requests that one caller may send a minute.
    pub requests_per_minute: NonZeroU32,
    /// Seconds in which a request must have arrived, its head and its body each.
    pub request_timeout: NonZeroU32,
}

/// A setting that is never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(set)")
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: Secret("netsterk.sqlite3".to_owned()),
            database_connections: const { NonZeroU32::new(8).unwrap() },
            bind: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            smtp_url: None,
            mail_from: "Netsterk <netsterk@localhost>".to_owned(),
            mail_directory: PathBuf::from("mail"),
            key_file: None,
            log: "info".to_owned(),
            log_format: "pretty".to_owned(),
            requests_per_minute: const { NonZeroU32::new(600_000).unwrap() },
            request_timeout: const { NonZeroU32::new(20).unwrap() },
        }
    }
}

/// Why the settings cannot be used; each line says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);

impl Config {
    /// Reads `netsterk.toml` in the working directory (or the file that `NETSTERK_CONFIG` names) and the environment.
    ///
    /// # Errors
    /// [`Faults`], all of them.
    pub fn load() -> Result<Self, Faults> {
        let file = std::env::var_os("NETSTERK_CONFIG").map_or_else(|| PathBuf::from("netsterk.toml"), PathBuf::from);
        let mut config = Self::from_file(&file)?;
        config.apply(|name| std::env::var(name).ok())?;
        Ok(config)
    }

    fn from_file(file: &Path) -> Result<Self, Faults> {
        match std::fs::read_to_string(file) {
            Ok(text) => toml::from_str(&text).map_err(|error| Faults(vec![format!("{}: {error}", file.display())])),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Faults(vec![format!("{}: {error}", file.display())])),
        }
    }

    /// Lays the environment over the settings and checks them all.
    ///
    /// # Errors
    /// [`Faults`], all of them.
    pub fn apply(&mut self, environment: impl Fn(&str) -> Option<String>) -> Result<(), Faults> {
        let mut faults = Vec::new();
        let text = |name: &str, field: &mut String| {
            if let Some(value) = environment(name) {
                *field = value;
            }
        };
        text("DATABASE_URL", &mut self.database_url.0);
        text("NETSTERK_BIND", &mut self.bind);
        text("NETSTERK_PUBLIC_URL", &mut self.public_url);
        text("NETSTERK_MAIL_FROM", &mut self.mail_from);
        text("NETSTERK_LOG", &mut self.log);
        text("NETSTERK_LOG_FORMAT", &mut self.log_format);
        if let Some(url) = environment("NETSTERK_SMTP_URL") {
            self.smtp_url = Some(Secret(url)).filter(|url| !url.0.is_empty());
        }
        if let Some(path) = environment("NETSTERK_KEY_FILE") {
            self.key_file = Some(PathBuf::from(path));
        }
        if let Some(path) = environment("NETSTERK_MAIL_DIRECTORY") {
            self.mail_directory = PathBuf::from(path);
        }
        let mut number = |name: &str, field: &mut NonZeroU32| match environment(name).map(|value| value.parse()) {
            None => {}
            Some(Ok(value)) => *field = value,
            Some(Err(_)) => faults.push(format!("{name} must be a whole number, at least 1")),
        };
        number("NETSTERK_DATABASE_CONNECTIONS", &mut self.database_connections);
        number("NETSTERK_REQUESTS_PER_MINUTE", &mut self.requests_per_minute);
        number("NETSTERK_REQUEST_TIMEOUT", &mut self.request_timeout);
        self.check(&mut faults);
        if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
    }

    fn check(&mut self, faults: &mut Vec<String>) {
        if self.public_url.is_empty() {
            self.public_url = format!("http://{}", self.bind);
        }
        while self.public_url.ends_with('/') {
            self.public_url.pop();
        }
        if !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://") {
            faults.push("NETSTERK_PUBLIC_URL must start with https:// (or http:// on a test machine)".to_owned());
        }
        if self.database_url.0.is_empty() {
            faults.push("DATABASE_URL must be postgres://…, sqlite://path or a path".to_owned());
        }
        if !["json", "pretty"].contains(&self.log_format.as_str()) {
            faults.push("NETSTERK_LOG_FORMAT must be json or pretty".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_and_every_fault_is_named() {
        let mut config = Config::default();
        let faults = config.apply(|name| match name {
            "NETSTERK_BIND" => Some("0.0.0.0:1".to_owned()),
            "NETSTERK_DATABASE_CONNECTIONS" => Some("many".to_owned()),
            "NETSTERK_LOG_FORMAT" => Some("xml".to_owned()),
            _ => None,
        });
        assert_eq!(config.bind, "0.0.0.0:1");
        assert_eq!(config.public_url, "http://0.0.0.0:1");
        assert_eq!(faults.map_err(|faults| faults.0.len()), Err(2));
    }

    #[test]
    fn k3_secrets_are_not_printed() {
        let mut config = Config::default();
        let set = |name: &str| match name {
            "DATABASE_URL" => Some("postgres://u:geheim@h/d".to_owned()),
            "NETSTERK_SMTP_URL" => Some("smtp://u:geheim@h".to_owned()),
            _ => None,
        };
        assert!(config.apply(set).is_ok());
        assert!(!format!("{config:?}").contains("geheim"));
    }
}
