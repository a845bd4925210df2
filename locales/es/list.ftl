## Fechas y horas

months = ene feb mar abr may jun jul ago sept oct nov dic
date = { $day } { $month } { $year }
date-and-time = { $date }, { $time } UTC
just-now = ahora mismo
ago = hace { $duration }
seconds = { NUMBER($count) } { $count ->
    [one] segundo
   *[other] segundos
  }
minutes = { NUMBER($count) } { $count ->
    [one] minuto
   *[other] minutos
  }
hours = { NUMBER($count) } { $count ->
    [one] hora
   *[other] horas
  }
days = { NUMBER($count) } { $count ->
    [one] día
   *[other] días
  }
for-months = { NUMBER($count) } { $count ->
    [one] mes
   *[other] meses
  }
years = { NUMBER($count) } { $count ->
    [one] año
   *[other] años
  }

## Buttons

close = Cerrar
cancel = Cancelar

## Names of things

password = Contraseña
app-key = Clave de la app
app-token = Token de la app
