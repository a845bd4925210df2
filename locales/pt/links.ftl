## Page

links-title-of = Histórico de links · { $key }
links-back = Voltar às chaves de API
links-lead = Olhar um link não o abre, e programas de chat e filtros de e-mail olham por conta própria. Visitas de pré-visualizações, de navegadores que carregam páginas de antemão e do navegador que abriu o link não geram aviso. Só { $button } o abre, uma única vez.
links-older = Links mais antigos não são listados. O que aconteceu com eles está no registro de auditoria.

## A link: how it is now, and what has become of the token that it delivered

links-link-of = Link de { $date }
links-pending = Ainda não foi aberto; pode ser aberto até { $date }.
links-opened = Aberto.
links-expired = Expirou sem ser aberto.
links-cancelled = Cancelado sem ser aberto.
links-token-newest = O token dele é o mais novo da chave.
links-token-old = O token dele é o antigo da chave, que funciona até ser excluído.
links-token-gone = O token dele foi excluído e não dá mais acesso a ninguém.

## What happened to a link, line by line

links-from = De { $address }, { $browser }
links-issued-with-key = Emitido com a chave
links-issued-with-key-by = Emitido com a chave, por { $who }
links-issued-with-token = Emitido com um novo token
links-issued-with-token-by = Emitido com um novo token, por { $who }
links-looked = Página visitada
links-was-opened = Aberto; o token foi mostrado
links-looked-when-expired = Visitado depois de expirar
links-looked-when-cancelled = Visitado depois de cancelado
links-looked-when-opened = Visitado de novo; a página disse que o link já tinha sido aberto
links-by-headers = Só os cabeçalhos da página foram pedidos
links-by-prefetch = Carregado de antemão por um navegador
links-by-preview = Visitado por uma pré-visualização de links
links-by-opener = Visitado de novo pelo navegador que o abriu
links-tried-by-opener = Enviado de novo pelo navegador que o abriu; nenhum token foi mostrado
links-tried = Tentativa de abrir; nenhum token foi mostrado
links-has-expired = Expirou; ninguém o abriu
links-was-cancelled = Cancelado; ninguém o abriu
links-more-visits = { $count ->
    [one] Visitado mais uma vez
   *[other] Visitado mais { $times } vezes
  }
links-more-visits-last = { $count ->
    [one] Visitado mais uma vez, em { $date }
   *[other] Visitado mais { $times } vezes, a última em { $date }
  }
links-more-quiet = { $count ->
    [one] Mais uma visita que não gerou aviso
   *[other] Mais { $times } visitas que não geraram aviso
  }
links-many-visits = Visitado pelo menos mais { $times } vezes
links-many-visits-last = Visitado pelo menos mais { $times } vezes, a última em { $date }

## A browser, as in "From 192.0.2.1, Firefox on Linux"

links-browser-on = { $browser } em { $system }
links-browser-unknown = Navegador desconhecido

## The notice that an opened link was visited again

links-visited-again = { $count ->
    [one] Visitado de novo uma vez desde que foi aberto.
   *[other] Visitado de novo { $times } vezes desde que foi aberto.
  }
links-what-it-means = O destinatário pode ter usado outro navegador, ou outra pessoa tem o endereço. O token não foi mostrado a ninguém uma segunda vez. Se o destinatário disser que nunca o viu, outra pessoa chegou primeiro.
links-advice-gone = O token não existe mais, então isso não tem consequências.
links-advice-renew = Em caso de dúvida, pergunte ao destinatário; renove o token e exclua o antigo.
links-advice-ask = Em caso de dúvida, fale com alguém que possa renovar o token.
links-which-visits = As últimas destas visitas
links-dismiss = Dispensar aviso
