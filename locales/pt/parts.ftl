added-on = Adicionada em
