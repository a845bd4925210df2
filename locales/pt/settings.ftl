settings-alerts = Alertas de renovação
settings-alerts-hint = A idade do token a partir da qual a lista recomenda a renovação. Os tokens não expiram por idade: um token mais antigo continua funcionando.
settings-three-months = 3 meses (recomendado)
settings-three-months-text = Renovação recomendada após 3 meses, altamente recomendada após 6.
settings-six-months = 6 meses
settings-six-months-text = Renovação recomendada após 6 meses, altamente recomendada após 9.
