## Datas e horas

months = jan fev mar abr mai jun jul ago set out nov dez
date = { $day } { $month } { $year }
date-and-time = { $date }, { $time } UTC
just-now = agora mesmo
ago = há { $duration }
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
    [one] dia
   *[other] dias
  }
for-months = { NUMBER($count) } { $count ->
    [one] mês
   *[other] meses
  }
years = { NUMBER($count) } { $count ->
    [one] ano
   *[other] anos
  }

## Buttons

close = Fechar
cancel = Cancelar

## Names of things

password = Senha
app-key = Chave do app
app-token = Token do app
