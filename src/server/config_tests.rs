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
