added-on = Agregada el
