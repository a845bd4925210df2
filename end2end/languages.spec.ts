// The list of generated keys and its dialogs in Portuguese and Spanish.

import { expect, test, type Demo, type Page } from './support/test';
import { expectTranslated, hydrated, openIn, textsOf, untranslated, type Language, type Text } from './support/translated';

/** The texts of the list by language. Texts of dialogs are keyed by the last path segment: title, button, a sentence. */
const words = {
  'pt-BR': {
    lang: 'pt',
    heading: 'Chaves de API',
    title: 'Chaves de API · Keydesk',
    search: 'Pesquisar',
    generate: 'Gerar chave',
    table: 'Chaves geradas',
    columns: ['Chave / Nome', 'Perfis de acesso', 'Data de criação', 'Status', 'Ações'],
    badge: /^Renovação altamente recomendada · token de \d+ meses/,
    banner: '5 chaves têm um token antigo com exclusão pendente.',
    actions: 'Ações para ERP integration',
    menu: ['Editar', 'Renovar token', 'Novo link Nenhum link pendente', 'Desfazer renovação O novo token já foi visualizado', 'Excluir token antigo', 'Desativar', 'Detalhes', 'Excluir chave'],
    blank: 'Digite um nome que diferencie esta chave das outras.',
    confirm: 'Gerar',
    other: 'Español',
    otherHeading: 'Claves de API',
    otherLang: 'es',
    dialogs: {
      new: ['Gerar chave', 'Gerar', 'Para que a chave serve, por exemplo o nome da integração.'],
      edit: ['Editar', 'Salvar', 'Solicitações com uma chave inativa são recusadas. Os tokens dela são mantidos.'],
      renew: ['Renovar token', 'Renovar token', 'Excluir o token antigo imediatamente'],
      'delete-old-token': ['Excluir token antigo', 'Excluir', /O token antigo, criado há \d+ meses, deixa de funcionar imediatamente\./],
      deactivate: ['Desativar', 'Desativar', /^A partir de agora, todas as solicitações com esta chave são recusadas\./],
      activate: ['Ativar', 'Ativar', 'Esta chave já está ativa.'],
      delete: ['Excluir chave', 'Excluir', 'Entendo que esta ação não pode ser desfeita'],
    },
  },
  'es-ES': {
    lang: 'es',
    heading: 'Claves de API',
    title: 'Claves de API · Keydesk',
    search: 'Buscar',
    generate: 'Generar clave',
    table: 'Claves generadas',
    columns: ['Clave / Nombre', 'Roles', 'Fecha de creación', 'Status', 'Acciones'],
    badge: /^Renovación muy recomendada · token de \d+ meses/,
    banner: '5 claves tienen un token antiguo pendiente de eliminación.',
    actions: 'Acciones para ERP integration',
    menu: ['Editar', 'Renovar token', 'Nuevo link No hay ningún link pendiente', 'Deshacer renovación El nuevo token ya se visualizó', 'Eliminar token antiguo', 'Desactivar', 'Detalles', 'Eliminar clave'],
    blank: 'Ingresa un nombre que distinga esta clave de las demás.',
    confirm: 'Generar',
    other: 'Português',
    otherHeading: 'Chaves de API',
    otherLang: 'pt',
    dialogs: {
      new: ['Generar clave', 'Generar', 'Para qué sirve la clave, por ejemplo el nombre de la integración.'],
      edit: ['Editar', 'Guardar', 'Las solicitudes con una clave inactiva se rechazan. Sus tokens se conservan.'],
      renew: ['Renovar token', 'Renovar token', 'Eliminar el token antiguo de inmediato'],
      'delete-old-token': ['Eliminar token antiguo', 'Eliminar', /El token antiguo, creado hace \d+ meses, deja de funcionar de inmediato\./],
      deactivate: ['Desactivar', 'Desactivar', /^A partir de ahora, todas las solicitudes con esta clave se rechazan\./],
      activate: ['Activar', 'Activar', 'Esta clave ya está activa.'],
      delete: ['Eliminar clave', 'Eliminar', 'Entiendo que esta acción no se puede deshacer'],
    },
  },
} as const;

const listOf = (demo: Demo) => `${demo.server.origin}/${demo.owner.account}/api-keys/generated`;

/** The base address of the dialogs of a demo key. */
async function keyAddress(page: Page, demo: Demo, label: string): Promise<string> {
  const row = page.getByRole('row').filter({ has: page.getByText(label, { exact: true }) });
  const path = await row.first().locator('a[href*="/edit"]').getAttribute('href');
  return demo.server.origin + path!.replace(/\/edit.*$/, '');
}

/** The names of keys and roles in the demo. */
async function namesIn(page: Page): Promise<string[]> {
  const names = await page.locator('th .name').allInnerTexts();
  const roles = await page.locator('select[name=role] option:not([value=""])').allTextContents();
  return [...names, ...roles].map((name) => name.trim());
}

for (const locale of ['pt-BR', 'es-ES'] as const) {
  const texts = words[locale];

  test.describe(locale, () => {
    test.use({ locale });

    test('the list and the menu of a row', async ({ browse, demo }) => {
      const page = await browse(demo.session);
      await page.goto(listOf(demo));
      await hydrated(page);
      await expect(page.locator('html')).toHaveAttribute('lang', texts.lang);
      await expect(page).toHaveTitle(texts.title);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.heading);
      await expect(page.getByRole('searchbox', { name: texts.search, exact: true })).toBeVisible();
      await expect(page.getByRole('button', { name: texts.generate, exact: true })).toBeVisible();
      const table = page.getByRole('table', { name: texts.table });
      await expect(table.getByRole('columnheader')).toHaveText([...texts.columns]);
      await expect(page.locator('.badge.danger > span', { hasText: '·' }).first()).toHaveText(texts.badge);
      await expect(page.getByRole('status').filter({ hasText: texts.banner })).toBeVisible();
      await page.getByRole('button', { name: texts.actions, exact: true }).click();
      await expect(page.getByRole('menu').getByRole('menuitem')).toHaveText([...texts.menu]);
    });

    test('every dialog', async ({ browse, demo }) => {
      const page = await browse(demo.session);
      await page.goto(listOf(demo));
      const key = await keyAddress(page, demo, 'ERP integration');
      for (const [step, [title, button, sentence]] of Object.entries(texts.dialogs)) {
        await page.goto(step === 'new' ? `${listOf(demo)}/new` : `${key}/${step}`);
        await hydrated(page);
        const dialog = page.getByRole('dialog', { name: title, exact: true });
        await expect(dialog.getByRole('button', { name: button, exact: true })).toBeVisible();
        await expect(dialog.getByText(sentence)).toBeVisible();
        await expect(page).toHaveTitle(`${title} · Keydesk`);
      }
    });

    test('what a form refuses', async ({ browse, demo, watch }) => {
      watch.expect(422);
      const page = await browse(demo.session);
      await page.goto(`${listOf(demo)}/new`);
      await hydrated(page);
      const dialog = page.getByRole('dialog', { name: texts.generate, exact: true });
      await dialog.getByRole('button', { name: texts.confirm, exact: true }).click();
      await expect(dialog.getByText(texts.blank)).toBeVisible();
    });

    test('the switch goes to another language and keeps the view', async ({ browse, demo }) => {
      const page = await browse(demo.session);
      const view = `${listOf(demo)}?q=label&status=inactive&sort=name`;
      await page.goto(view);
      await hydrated(page);
      await page.locator('.languages').getByRole('link', { name: texts.other, exact: true }).click();
      await expect(page.locator('html')).toHaveAttribute('lang', texts.otherLang);
      await hydrated(page);
      await expect(page).toHaveURL(view);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.otherHeading);
      await expect(page.locator('th .name')).toHaveText(['Label printer, hall 3']);
      await page.goto(listOf(demo));
      await expect(page.locator('html'), 'the choice lasts').toHaveAttribute('lang', texts.otherLang);
    });
  });
}

test('no text of the list or a dialog is left in English', async ({ browse, demo, watch }) => {
  test.slow();
  watch.expect(404);
  const page = await browse(demo.session);
  await openIn(page, listOf(demo), 'en');
  const data = [...(await namesIn(page)), demo.owner.account, demo.otherAccount];
  const key: Record<string, string> = {};
  for (const label of ['ERP integration', 'Returns portal', 'Payments reconciliation', 'Invoice archive', 'Storefront search', 'Old price feed']) {
    key[label] = await keyAddress(page, demo, label);
  }
  const list = listOf(demo);
  for (const address of [
    list,
    `${list}?alert=pending-deletion`,
    `${list}?q=nothing+like+it`,
    `${list}?page=x&status=y&role=z&alert=a&sort=s&q=${'x'.repeat(201)}`,
    `${list}/new`,
    `${key['ERP integration']}/edit`,
    `${key['ERP integration']}/renew`,
    `${key['ERP integration']}/delete-old-token`,
    `${key['ERP integration']}/deactivate`,
    `${key['ERP integration']}/activate`,
    `${key['ERP integration']}/delete`,
    `${key['Returns portal']}/undo-renewal`,
    `${key['Returns portal']}/renew`,
    `${key['Payments reconciliation']}/renew`,
    `${key['Payments reconciliation']}/undo-renewal`,
    `${key['Invoice archive']}/renew`,
    `${key['Invoice archive']}/delete-old-token`,
    `${key['Invoice archive']}/undo-renewal`,
    `${key['Storefront search']}/renew`,
    `${key['Old price feed']}/activate`,
    `${key['Old price feed']}/deactivate`,
    `${list}/0123456789abcdefghjk/edit`,
    `${demo.server.origin}/nobody/api-keys/generated`,
  ]) {
    await expectTranslated(page, address, { data });
  }
});

test('the new link, the choice that ends a renewal and what was done are in the language', async ({ page, server, owner, openLink, label, hydrated: scripts }) => {
  const address = `${server.origin}/${owner.account}/api-keys/generated`;
  const seen: Record<string, Text[]> = {};
  for (const language of ['en', 'pt', 'es'] as const) {
    const name = `${label} ${language}`;
    await openIn(page, `${address}/new`, language);
    await page.locator('#label').fill(name);
    await page.locator('.dialog button[type=submit].primary').click();
    await expect(page.locator('#link')).toBeVisible();
    const texts = await textsOf(page);
    const link = await page.locator('#link').inputValue();
    server.secrets.rememberIn(link);
    await openLink(link);

    await page.goto(address);
    await hydrated(page);
    const row = page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
    await row.locator('button[aria-haspopup=menu]').click();
    await row.locator('button[form^=renew-]').click();
    await expect(page.locator('input[name=delete_old]').first()).toBeAttached();
    texts.push(...(await textsOf(page)));
    await page.locator('.dialog button[type=submit].primary').click();
    await expect(page.locator(scripts ? '.toast' : '.banner.ok')).toBeVisible();
    seen[language] = [...texts, ...(await textsOf(page))];
  }
  const names = await namesIn(page);
  const data = [...names, ...['en', 'pt', 'es'].map((language) => `${label} ${language}`), label, owner.account];
  for (const language of ['pt', 'es'] as const) {
    expect.soft(untranslated(seen['en']!, seen[language]!, language, { data }), language).toEqual([]);
  }
});

test('the check notices what is left in English', async ({ page }) => {
  const says = async (html: string, language: Language) => {
    await page.setContent(`<html lang="${language}"><title>ERP · Keydesk</title><body>${html}</body></html>`);
    return textsOf(page);
  };
  const english = await says('<style>p::before { content: "Made " }</style><p>ERP is <b>active</b>, created 3 minutes ago</p><input placeholder="Type here"><i>a.view</i> OK', 'en');
  const other = await says('<style>p::before { content: "Made " }</style><p>ERP está <b>active</b>, created 4 minutes ago</p><input placeholder="Type here"><i>a.view</i> OK', 'pt');
  expect(untranslated(english, other, 'pt', { data: ['ERP'] })).toEqual([
    'b: active',
    'p: , created 4 minutes ago',
    'input[placeholder]: Type here',
    'p::before: Made',
  ]);
});
