use super::*;

fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_sources(
        file,
        environment.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
    )
}

#[test]
fn unknown_names_are_errors_in_the_file_and_in_the_environment() {
    assert_eq!(
        load("", &[("KEYDESK_LISTN", "x")]).err(),
        Some(ConfigError::Unknown("KEYDESK_LISTN".into()))
    );
    assert_eq!(
        load("listen = \"x\"", &[]).err(),
        Some(ConfigError::Unknown("listen".into()))
    );
    assert!(load("", &[("PATH", "/bin"), ("KEYDESK_TEST_CHROMIUM", "x")]).is_ok());
}

#[test]
fn uses_are_counted_unless_it_is_switched_off() {
    assert!(load("", &[]).unwrap().counts_usage);
    assert!(!load("KEYDESK_USAGE = \"off\"", &[]).unwrap().counts_usage);
    assert_eq!(load("", &[(USAGE, "no")]).err(), Some(ConfigError::Usage("no".into())));
}

#[test]
fn what_kubernetes_puts_beside_a_service_is_no_setting_and_a_mistyped_one_is_an_error() {
    let service = [
        ("KEYDESK_SERVICE_HOST", "10.96.12.4"),
        ("KEYDESK_SERVICE_PORT", "3000"),
        ("KEYDESK_PORT", "tcp://10.96.12.4:3000"),
        ("KEYDESK_PORT_3000_TCP", "tcp://10.96.12.4:3000"),
    ];
    assert_eq!(load("", &service).unwrap().listen.port(), 3000);
    for (name, value) in [("KEYDESK_PORT", "8080"), ("KEYDESK_SERVICE_HOST", "keydesk")] {
        assert_eq!(
            load("", &[(name, value)]).err(),
            Some(ConfigError::Unknown(name.into()))
        );
        assert!(load(&format!("{name} = \"{value}\""), &[]).is_err(), "nor in the file");
    }
    let in_the_file = load("KEYDESK_PORT = \"tcp://10.96.12.4:3000\"", &[]);
    assert_eq!(in_the_file.err(), Some(ConfigError::Unknown("KEYDESK_PORT".into())));
}

#[test]
fn links_never_begin_with_an_address_that_nobody_can_open() {
    for listen in ["0.0.0.0:8080", "[::]:8080", "[::ffff:0.0.0.0]:8080", "127.0.0.1:0"] {
        let missing = ConfigError::OriginMissing(listen.parse().unwrap());
        assert!(missing.to_string().contains(ORIGIN) && missing.to_string().contains("is missing"));
        assert_eq!(load("", &[(LISTEN, listen)]).err(), Some(missing), "{listen}");
        let origin = "https://keys.example.com";
        let config = load("", &[(LISTEN, listen), (ORIGIN, origin)]).unwrap();
        assert_eq!(config.link_prefix(), "https://keys.example.com/credentials/");
        for name in [ORIGIN, SHARE_ORIGIN] {
            let value = format!("http://{}", listen.replace("127.0.0.1", "keys.lan"));
            let refused = load("", &[(name, &value)]).err();
            assert_eq!(refused, Some(ConfigError::Nowhere { name, value }));
        }
    }
    assert_eq!(
        load("", &[(LISTEN, "[::1]:80")]).unwrap().origin.as_str(),
        "http://[::1]"
    );
}

#[test]
fn values_that_make_no_sense_are_refused_by_name() {
    let cases = [
        (LISTEN, "3000", ConfigError::Listen("3000".into())),
        (
            ORIGIN,
            "keys.example.com",
            ConfigError::Origin {
                name: ORIGIN,
                value: "keys.example.com".into(),
            },
        ),
        (
            SHARE_ORIGIN,
            "https://a.example/x",
            ConfigError::Origin {
                name: SHARE_ORIGIN,
                value: "https://a.example/x".into(),
            },
        ),
        (PROBE_TIMEOUT, "1s", ConfigError::ProbeTimeout("1s".into())),
        (PROBE_TIMEOUT, "99", ConfigError::ProbeTimeout("99".into())),
        (PROXIES, "10.0.0.0/8, proxy", ConfigError::Proxy("proxy".into())),
        (PROXY_HEADER, "X-Real-IP", ConfigError::ProxyHeader("X-Real-IP".into())),
        (METRICS_LISTEN, "9090", ConfigError::MetricsListen("9090".into())),
        (LOG, "xml", ConfigError::Log("xml".into())),
        (END_DELAY, "1m", ConfigError::EndDelay("1m".into())),
        (HSTS, "yes", ConfigError::Hsts("yes".into())),
        (DATABASE, "mysql://db", ConfigError::Database),
        (DIRECT_DATABASE, "postgres://db/keydesk", ConfigError::DirectDatabase),
        (CONNECTIONS, "7", ConfigError::Connections("7".into())),
        (CONNECTIONS, "many", ConfigError::Connections("many".into())),
        (VERIFY_LISTEN, "3001", ConfigError::VerifyListen("3001".into())),
        (
            VERIFY_LISTEN,
            "unix:keydesk.sock",
            ConfigError::VerifyListen("unix:keydesk.sock".into()),
        ),
        (
            VERIFY_WITHOUT_SECRET,
            "true",
            ConfigError::VerifyWithoutSecret("true".into()),
        ),
        (VERIFY_WITHOUT_SECRET, "yes", ConfigError::VerifyListenMissing),
        (
            APP_KEY_HEADER,
            "X API",
            ConfigError::Header {
                name: APP_KEY_HEADER,
                value: "X API".into(),
            },
        ),
        (
            APP_KEY_HEADER,
            "X-Api-Key",
            ConfigError::HeaderTaken("x-api-key".into(), "it is read as a token without an app key"),
        ),
        (
            APP_TOKEN_HEADER,
            "Authorization",
            ConfigError::HeaderTaken("authorization".into(), "it is read as HTTP Basic or Bearer"),
        ),
        (
            APP_KEY_HEADER,
            "X-API-AppToken",
            ConfigError::HeaderTaken("x-api-apptoken".into(), "one header cannot hold both"),
        ),
        (
            APP_TOKEN_HEADER,
            "X-VTEX-API-AppToken",
            ConfigError::HeaderTaken(
                "x-vtex-api-apptoken".into(),
                "it belongs to the pair X-VTEX-API-AppKey and X-VTEX-API-AppToken",
            ),
        ),
    ];
    for (name, value, expected) in cases {
        assert_eq!(load("", &[(name, value)]).err(), Some(expected));
    }
    assert!(matches!(load("KEYDESK_LISTEN = ", &[]), Err(ConfigError::File(_))));
    let of_vtex = [
        (APP_KEY_HEADER, "X-VTEX-API-AppKey"),
        (APP_TOKEN_HEADER, "X-VTEX-API-AppToken"),
    ];
    assert!(load("", &of_vtex).is_ok());
}

#[test]
fn without_configuration_the_defaults_hold() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.database_url.expose(), "sqlite://data/keydesk.db");
    assert_eq!(config.origin.as_str(), "http://127.0.0.1:3000");
    assert!(!config.has_share_host() && config.trusted_proxies == TrustedProxies::default());
}

#[test]
fn a_listener_for_gateways_is_a_setting() {
    let of = |settings: &[(&str, &str)]| load("", settings).unwrap().verify_listener;
    assert_eq!(of(&[]), None);
    let settings = [
        (VERIFY_LISTEN, "unix:/run/keydesk.sock"),
        (VERIFY_WITHOUT_SECRET, "yes"),
    ];
    let expected = VerifyListener {
        address: ListenAddress::Unix("/run/keydesk.sock".into()),
        without_secret: true,
    };
    assert_eq!(of(&settings), Some(expected));
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "KEYDESK_LISTEN = \"0.0.0.0:80\"\nKEYDESK_ORIGIN = \"https://Keys.Example.com/\"";
    let config = load(file, &[(LISTEN, "0.0.0.0:81"), (PROXIES, "10.0.0.1,fd00::/8")]).unwrap();
    assert_eq!(config.listen.port(), 81);
    assert_eq!(config.origin.as_str(), "https://keys.example.com");
    assert_eq!(config.origin.authority(), "keys.example.com");
    for trusted in ["10.0.0.1", "fd00::1"] {
        assert!(config.trusted_proxies.trusts(Some(trusted.parse().unwrap())));
    }
}

#[test]
fn unknown_parameters_of_a_postgresql_url_are_refused_by_name() {
    let url = "postgres://keydesk@db/keydesk?passwrd=hunter2";
    let good = "postgres://keydesk@db/keydesk?password=hunter2&sslmode=require";
    for (name, environment) in [
        (DATABASE, vec![(DATABASE, url)]),
        (DIRECT_DATABASE, vec![(DATABASE, good), (DIRECT_DATABASE, url)]),
    ] {
        let said = load("", &environment).unwrap_err().to_string();
        assert!(said.starts_with(name) && said.contains("\"passwrd\""), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let said = load("", &[(DATABASE, "postgres://keydesk:hunter2/@db/keydesk")]).unwrap_err();
    assert!(said.to_string().contains("%40") && !said.to_string().contains("hunter2"));
    assert!(load("", &[(DATABASE, good), (DIRECT_DATABASE, good)]).is_ok());
}

fn files(contents: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in contents {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

#[test]
fn a_secret_may_be_in_a_file_or_a_credential() {
    let url = "postgres://keydesk:hunter2@db/keydesk";
    let folder = files(&[
        ("url", &format!("{url}\n")),
        (DATABASE, url),
        ("KEYDESK_LISTEN", "127.0.0.1:9"),
    ]);
    let path = folder.path().join("url").display().to_string();
    for (file, environment) in [
        (String::new(), vec![("DATABASE_URL_FILE", path.as_str())]),
        (format!("DATABASE_URL_FILE = \"{path}\""), vec![]),
        (
            String::new(),
            vec![("CREDENTIALS_DIRECTORY", folder.path().to_str().unwrap())],
        ),
    ] {
        let config = load(&file, &environment).unwrap();
        assert_eq!(config.database_url.expose(), url);
        assert_eq!(config.listen.port(), 3000, "what is no secret is no credential");
    }
    let no_secret = [("KEYDESK_LISTEN_FILE", path.as_str())];
    assert_eq!(
        load("", &no_secret).err(),
        Some(ConfigError::Unknown("KEYDESK_LISTEN_FILE".into()))
    );
}

#[test]
fn a_secret_that_is_given_twice_is_refused_with_both_places() {
    let folder = files(&[(DATABASE, "sqlite://a.db")]);
    let credentials = ("CREDENTIALS_DIRECTORY", folder.path().to_str().unwrap());
    let toml = "DATABASE_URL = \"sqlite://b.db\"";
    for (file, environment, places) in [
        (
            "",
            vec![(DATABASE, "sqlite://b.db"), ("DATABASE_URL_FILE", "/x")],
            [
                "the environment variable DATABASE_URL and",
                "variable DATABASE_URL_FILE",
            ],
        ),
        (
            toml,
            vec![("DATABASE_URL_FILE", "/x")],
            ["DATABASE_URL in keydesk.toml and", "variable DATABASE_URL_FILE"],
        ),
        (
            toml,
            vec![credentials],
            ["DATABASE_URL in keydesk.toml and", "the credential"],
        ),
        (
            "",
            vec![("DATABASE_URL_FILE", "/x"), credentials],
            ["variable DATABASE_URL_FILE and", "the credential"],
        ),
    ] {
        let said = load(file, &environment).err().unwrap().to_string();
        assert!(
            said.starts_with("DATABASE_URL is given twice") && said.ends_with("Remove one of them."),
            "{said}"
        );
        assert!(places.iter().all(|place| said.contains(place)), "{said}");
    }
}

#[test]
fn a_file_without_one_line_of_text_is_refused_by_its_path() {
    let long = "x".repeat(20_000);
    let folder = files(&[
        ("empty", ""),
        ("blank", " \n"),
        ("two", "sqlite://a.db\nsqlite://b.db\n"),
        ("long", &long),
    ]);
    std::fs::write(folder.path().join("binary"), [0xff, 0xfe]).unwrap();
    for (name, why) in [
        ("gone", "No such file"),
        (".", "directory"),
        ("empty", "is empty"),
        ("blank", "is empty"),
        ("two", "more than one line"),
        ("long", "too long"),
        ("binary", "UTF-8"),
    ] {
        let path = folder.path().join(name).display().to_string();
        let said = load("", &[("DATABASE_URL_FILE", &path)]).err().unwrap().to_string();
        assert!(
            said.contains(&path) && said.contains(why) && said.contains(DATABASE),
            "{said}"
        );
        assert!(!said.contains("sqlite://"), "no value is told: {said}");
    }
}

#[test]
fn sources_are_told_for_each_setting() {
    let environment = [(LISTEN, "127.0.0.1:81")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let sources = Sources::merge("KEYDESK_LOG = \"json\"", environment.into_iter()).unwrap();
    assert_eq!(
        sources.source(LISTEN).to_string(),
        "the environment variable KEYDESK_LISTEN"
    );
    assert_eq!(sources.source(LOG).to_string(), "KEYDESK_LOG in keydesk.toml");
    assert_eq!(sources.source(DATABASE), &Source::Default);
    assert_eq!(sources.value(DATABASE), "sqlite://data/keydesk.db");
}

#[test]
fn the_default_database_is_in_the_folder_that_systemd_keeps() {
    let usual = "sqlite://data/keydesk.db";
    for (folders, url) in [
        ("", usual),
        ("keydesk", usual),
        (":", usual),
        ("/", "sqlite:///keydesk.db"),
        ("/data", "sqlite:///data/keydesk.db"),
        ("/var/lib/private/x/", "sqlite:///var/lib/private/x/keydesk.db"),
        ("/var/lib/b:/var/lib/a", "sqlite:///var/lib/b/keydesk.db"),
        ("data:/var/lib/a", "sqlite:///var/lib/a/keydesk.db"),
        (
            "/var/lib/archive:/var/lib/keydesk",
            "sqlite:///var/lib/keydesk/keydesk.db",
        ),
        (
            "/var/lib/keydesk-backup:/var/lib/prod",
            "sqlite:///var/lib/prod/keydesk.db",
        ),
        ("/srv/My keys?", "sqlite:///srv/My%20keys%3F/keydesk.db"),
    ] {
        let environment = [("STATE_DIRECTORY".to_owned(), folders.to_owned())];
        let sources = Sources::merge("", environment.into_iter()).unwrap();
        assert_eq!(sources.value(DATABASE), url, "{folders}");
        assert_eq!(sources.source(DATABASE), &Source::Default, "{folders}");
    }
}

#[test]
fn a_database_that_is_set_wins_over_the_folder_that_systemd_keeps() {
    let url = "postgres://keydesk:hunter2@db/keydesk";
    let folder = files(&[("url", url)]);
    let path = folder.path().join("url").display().to_string();
    let state = ("STATE_DIRECTORY", "/var/lib/keydesk");
    for (file, name, value) in [
        ("", DATABASE, url),
        ("", "DATABASE_URL_FILE", path.as_str()),
        (
            "DATABASE_URL = \"postgres://keydesk:hunter2@db/keydesk\"",
            "PATH",
            "/bin",
        ),
    ] {
        let config = load(file, &[state, (name, value)]).unwrap();
        assert_eq!(config.database_url.expose(), url, "{name}");
    }
    let config = load("", &[state, (LISTEN, "127.0.0.1:81")]).unwrap();
    assert_eq!(config.database_url.expose(), "sqlite:///var/lib/keydesk/keydesk.db");
}
