## Page

links-back = Voltar às chaves de API
links-lead = Visitar a página de um link não o abre; programas de chat e filtros de e-mail fazem isso por conta própria. Visitas de pré-visualizações de links, de navegadores que pré-carregam páginas e do navegador que abriu o link não geram aviso. Somente { $button } abre o link, uma única vez.
links-older = Links mais antigos não são listados. O registro de auditoria mostra o que aconteceu com eles.

## State of a link and of its token

links-link-of = Link de { $date }
links-pending = Ainda não foi aberto; válido até { $date }.
links-opened = Aberto.
links-expired = Expirou sem ser aberto.
links-cancelled = Cancelado sem ser aberto.
links-token-newest = O token dele é o mais recente da chave.
links-token-old = O token dele é o antigo da chave e funciona até ser excluído.
links-token-gone = O token dele foi excluído e não dá mais acesso.

## Events of a link

links-from = De { $address }, { $browser }
links-issued-with-key = Emitido com a chave
links-issued-with-key-by = Emitido com a chave, por { $who }
links-issued-with-token = Emitido com um novo token
links-issued-with-token-by = Emitido com um novo token, por { $who }
links-looked = Página visitada
links-was-opened = Aberto; o token foi exibido
links-looked-when-expired = Visitado depois de expirar
links-looked-when-cancelled = Visitado depois de cancelado
links-looked-when-opened = Visitado novamente; a página informou que o link já tinha sido aberto
links-by-headers = Somente os cabeçalhos da página foram solicitados
links-by-prefetch = Pré-carregado por um navegador
links-by-preview = Visitado por uma pré-visualização de links
links-by-opener = Visitado novamente pelo navegador que o abriu
links-tried-by-opener = Enviado novamente pelo navegador que o abriu; nenhum token foi exibido
links-tried = Tentativa de abertura; nenhum token foi exibido
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
    [one] Visitado novamente uma vez desde que foi aberto.
   *[other] Visitado novamente { $times } vezes desde que foi aberto.
  }
links-what-it-means = O destinatário pode ter usado outro navegador, ou outra pessoa tem o endereço. O token não foi exibido uma segunda vez. Se o destinatário disser que nunca o viu, outra pessoa abriu o link antes.
links-advice-gone = O token não existe mais, portanto não é preciso fazer nada.
links-advice-renew = Em caso de dúvida, pergunte ao destinatário. Renove o token e exclua o antigo.
links-advice-ask = Em caso de dúvida, fale com alguém que possa renovar o token.
links-which-visits = As últimas destas visitas
links-dismiss = Dispensar aviso
