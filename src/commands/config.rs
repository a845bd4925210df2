//! `keydesk config check`: where each setting comes from, and whether the configuration is valid.

use super::output::{Printed, table};
use clap::Subcommand;
use keydesk::server::config::{Config, ConfigError, SETTINGS, Setting, Source, Sources};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum ConfigCommand {
    /// Check all settings and print where each comes from. Values of secrets are not printed. Fails if a setting is wrong
    Check,
}

/// Reads and checks the configuration. Prints the settings as far as they can be read, and returns what is wrong with them.
pub fn check() -> (Printed, Result<(), ConfigError>) {
    let sources = match Sources::read() {
        Ok(sources) => sources,
        Err(error) => {
            let json = json!({ "settings": [], "error": error.to_string() });
            return (Printed::new("The settings cannot be read.", json), Err(error));
        }
    };
    let config = Config::from_values(&sources);
    let rows: Vec<_> = SETTINGS
        .iter()
        .map(|setting| Row::of(setting, &sources, config.as_ref().ok()))
        .collect();
    let (last, error) = match &config {
        Ok(_) => ("\nAll settings are valid.".to_owned(), None),
        Err(error) => (String::new(), Some(error.to_string())),
    };
    let text = table(["SETTING", "VALUE", "FROM"], rows.iter().map(Row::cells));
    let json = json!({ "settings": rows.iter().map(Row::json).collect::<Vec<_>>(), "error": error });
    (Printed::new(format!("{text}{last}"), json), config.map(|_| ()))
}

/// A setting as printed.
struct Row<'a> {
    name: &'static str,
    is_secret: bool,
    /// `None` for a secret and for nothing.
    value: Option<String>,
    source: &'a Source,
}

impl<'a> Row<'a> {
    fn of(setting: &Setting, sources: &'a Sources, config: Option<&Config>) -> Self {
        let source = sources.source(setting.name);
        let computed = || match (setting.name, config) {
            ("KEYDESK_ORIGIN", Some(config)) => Some(config.origin.as_str()),
            ("KEYDESK_SHARE_ORIGIN", Some(config)) => Some(config.share_origin.as_str()),
            _ => None,
        };
        // The default of a secret setting is no secret.
        let shown = if setting.is_secret {
            None
        } else {
            sources.get(setting.name)
        };
        let default = || {
            sources
                .default_of(setting)
                .filter(|default| *source == Source::Default && !default.is_empty())
        };
        Self {
            name: setting.name,
            is_secret: setting.is_secret && *source != Source::Default,
            value: shown.or_else(default).or_else(computed).map(str::to_owned),
            source,
        }
    }

    fn cells(&self) -> [String; 3] {
        let value = match &self.value {
            _ if self.is_secret => "(secret)".to_owned(),
            Some(value) => value.clone(),
            None => "(none)".to_owned(),
        };
        [self.name.to_owned(), value, self.source.to_string()]
    }

    fn json(&self) -> Value {
        json!({ "name": self.name, "secret": self.is_secret, "value": self.value, "from": self.source.to_string() })
    }
}
