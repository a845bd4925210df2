//! Where the values of settings come from: environment variables, the same names in `keydesk.toml`, and for secrets also files. The
//! environment wins over `keydesk.toml`. An unknown name is an error, because it is probably misspelt.
//!
//! A secret setting `NAME` may instead be the content of a file: the one that `NAME_FILE` names, or the credential `NAME` of systemd in
//! `$CREDENTIALS_DIRECTORY`. Under systemd, the default database is in the service's state folder.

use super::{
    error::ConfigError,
    settings::{DATABASE, FILE, FILE_SUFFIX, SETTINGS, Setting, Source, USUAL_FILE, known_names},
};
use crate::{domain::percent::NOT_IN_PATH, server::service_variables::is_service_variable};
use percent_encoding::utf8_percent_encode;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

/// Prefix of variables for the project's test tools; ignored by the server.
const TEST_PREFIX: &str = "KEYDESK_TEST_";
/// Where systemd puts the credentials of a service.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
/// The variable with a service's state folders, separated by colons. systemd sets it.
const STATE: &str = "STATE_DIRECTORY";
/// The database in a state folder.
const DATABASE_FILE: &str = "keydesk.db";
/// Maximum length of a file with a secret, in bytes.
const SECRET_MAX: u64 = 16 * 1024;

/// The values of the settings. Not `Debug`, because some are secrets.
pub struct Sources {
    values: BTreeMap<&'static str, (String, Source)>,
    /// The default URL of the database, if it is not the usual one.
    default_database: Option<String>,
}

/// Names as they are in the environment and in `keydesk.toml`, with their values.
type Given = BTreeMap<String, (String, Source)>;

impl Sources {
    /// Reads the environment and, if it exists, `keydesk.toml` in the working directory.
    ///
    /// # Errors
    /// [`ConfigError`], a message for the operator.
    pub fn read() -> Result<Self, ConfigError> {
        let file = match std::fs::read_to_string(Path::new(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(ConfigError::File(error.to_string())),
        };
        // `vars` panics if any variable is not Unicode, even one that is not a setting.
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())));
        let sources = Self::merge(&file, environment)?;
        sources.refuse_another_database()?;
        Ok(sources)
    }

    /// Refuses the default of a state folder if a service that got one of these folders only now has its database where it used to be.
    fn refuse_another_database(&self) -> Result<(), ConfigError> {
        let folders = std::env::var(STATE).unwrap_or_default();
        let Some(folder) = state_folder(&folders).filter(|_| self.get(DATABASE).is_none()) else {
            return Ok(());
        };
        let (missing, found) = (Path::new(folder).join(DATABASE_FILE), Path::new(USUAL_FILE));
        if missing.exists() || !found.exists() {
            return Ok(());
        }
        Err(ConfigError::OtherDatabase { missing })
    }

    /// Merges the text of a file with environment variables, and reads the files with secrets that they name.
    ///
    /// # Errors
    /// [`ConfigError`], a message for the operator.
    pub fn merge(file: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let lines: BTreeMap<String, String> =
            toml::from_str(file).map_err(|e| ConfigError::File(e.message().to_owned()))?;
        let mut given: Given = lines
            .into_iter()
            .map(|(name, value)| (name.clone(), (value, Source::Toml(name))))
            .collect();
        let mut credentials = None;
        let mut default_database = None;
        for (name, value) in environment {
            if name == CREDENTIALS {
                credentials = Some(PathBuf::from(value));
            } else if name == STATE {
                default_database = database_in(&value);
            } else if is_ours(&name, &value) {
                given.insert(name.clone(), (value, Source::Environment(name)));
            }
        }
        let known = known_names();
        if let Some(unknown) = given.keys().find(|name| !known.contains(name)) {
            return Err(ConfigError::Unknown(unknown.clone()));
        }
        let mut values = BTreeMap::new();
        for setting in &SETTINGS {
            if let Some(found) = value_of(setting, &mut given, credentials.as_deref())? {
                values.insert(setting.name, found);
            }
        }
        Ok(Self {
            values,
            default_database,
        })
    }

    /// The value that is set.
    pub fn get(&self, name: &'static str) -> Option<&str> {
        self.values.get(name).map(|(value, _)| value.as_str())
    }

    /// The value, or else the default.
    pub(super) fn value(&self, name: &'static str) -> String {
        let default = || self.default_of(SETTINGS.iter().find(|setting| setting.name == name)?);
        self.get(name).or_else(default).unwrap_or_default().to_owned()
    }

    /// The default of a setting. `None`: no default, or one that depends on other settings.
    pub fn default_of(&self, setting: &Setting) -> Option<&str> {
        let database = self.default_database.as_deref().filter(|_| setting.name == DATABASE);
        database.or(setting.default)
    }

    /// Where a value comes from.
    pub fn source(&self, name: &'static str) -> &Source {
        self.values.get(name).map_or(&Source::Default, |(_, source)| source)
    }
}

/// Whether an environment variable is a setting, known or misspelt. Empty variables count as unset.
fn is_ours(name: &str, value: &str) -> bool {
    let prefixed = name.starts_with("KEYDESK_") && !name.starts_with(TEST_PREFIX);
    let known = known_names().iter().any(|known| known == name);
    (known || (prefixed && !is_service_variable(name, value))) && !value.is_empty()
}

/// The state folder of a service that has the database. systemd sorts the folders by name, so the first is taken only if none is called `keydesk`.
/// The one for backups never is.
fn state_folder(folders: &str) -> Option<&str> {
    let folders = || {
        let absolute = folders.split(':').filter(|folder| folder.starts_with('/'));
        absolute.filter(|folder| !Path::new(folder).ends_with("keydesk-backup"))
    };
    let own = folders().find(|folder| Path::new(folder).ends_with("keydesk"));
    Some(own.or_else(|| folders().next())?.trim_end_matches('/'))
}

/// The URL of the SQLite database in a service's state folders.
fn database_in(folders: &str) -> Option<String> {
    let folder = utf8_percent_encode(state_folder(folders)?, NOT_IN_PATH);
    Some(format!("sqlite://{folder}/{DATABASE_FILE}"))
}

/// The value of a setting, from the one place that has it.
fn value_of(
    setting: &Setting,
    given: &mut Given,
    credentials: Option<&Path>,
) -> Result<Option<(String, Source)>, ConfigError> {
    let Setting { name, is_secret, .. } = *setting;
    let direct = given.remove(name);
    if !is_secret {
        return Ok(direct);
    }
    let named = given.remove(&format!("{name}{FILE_SUFFIX}"));
    let credential = credentials
        .map(|folder| folder.join(name))
        .filter(|path| !matches!(path.try_exists(), Ok(false)));
    let given_at = [
        direct.as_ref().map(|(_, source)| source.clone()),
        named.as_ref().map(|(_, source)| source.clone()),
        credential.clone().map(Source::Credential),
    ];
    let mut given_at = given_at.into_iter().flatten();
    if let (Some(first), Some(second)) = (given_at.next(), given_at.next()) {
        return Err(ConfigError::Twice { name, first, second });
    }
    match (named, credential) {
        (Some((path, _)), _) => read_secret(name, Source::SecretFile(path.into())).map(Some),
        (None, Some(path)) => read_secret(name, Source::Credential(path)).map(Some),
        (None, None) => Ok(direct),
    }
}

/// The one line of a file. A line end at its end does not count.
fn read_secret(name: &'static str, source: Source) -> Result<(String, Source), ConfigError> {
    let path = source.secret_file().unwrap_or(Path::new("")).to_owned();
    let mut text = String::new();
    let read = File::open(&path).and_then(|file| file.take(SECRET_MAX + 1).read_to_string(&mut text));
    let refused = |reason: &str| ConfigError::SecretFile {
        name,
        path: path.clone(),
        reason: reason.to_owned(),
    };
    read.map_err(|error| refused(&error.to_string()))?;
    if text.len() as u64 > SECRET_MAX {
        return Err(refused("it is too long"));
    }
    let line = text.trim_end_matches(['\r', '\n']);
    if line.trim().is_empty() {
        return Err(ConfigError::SecretEmpty { name, path });
    }
    if line.contains(['\r', '\n']) {
        return Err(ConfigError::SecretLines { name, path });
    }
    Ok((line.to_owned(), source))
}
