settings-alerts = Alertas de renovación
settings-alerts-hint = La antigüedad del token a partir de la cual la lista recomienda renovarlo. Los tokens no expiran por antigüedad: un token más antiguo sigue funcionando.
settings-three-months = 3 meses (recomendado)
settings-three-months-text = Renovación recomendada después de 3 meses, muy recomendada después de 6.
settings-six-months = 6 meses
settings-six-months-text = Renovación recomendada después de 6 meses, muy recomendada después de 9.
