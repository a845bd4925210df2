// Times: with scripts in the user's time zone, with UTC in the title; without scripts in UTC.

import { expect, test } from './support/test';

// A zone where the date differs from UTC for most of the day, without daylight saving time.
const zone = 'Pacific/Kiritimati';
test.use({ timezoneId: zone });

function dayIn(timeZone: string, instant: string): string {
  const format = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone });
  const parts = Object.fromEntries(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${parts['day']} ${parts['month']} ${parts['year']}`;
}

test('the list and the audit log show times in the zone of whoever reads them', async ({ hydrated, keys, label, owner, page, server }) => {
  await keys.generate(label);
  await keys.open();
  const created = keys.row(label).locator('td.created time');
  const shown = async () => dayIn(hydrated ? zone : 'UTC', (await created.getAttribute('datetime')) ?? '');
  await expect(created).toHaveText(await shown());
  await expect(created).toHaveAttribute('title', / UTC$/);
  // The same for rows that are rendered later.
  await keys.deactivate(label);
  await expect(created).toHaveText(await shown());

  if (hydrated) {
    await expect(page.locator('.unseen').filter({ hasText: /, \d{2}:\d{2} UTC/ }), 'what screen readers hear').toHaveCount(0);
  }

  await page.goto(`${server.origin}/${owner.account}/audit`);
  const time = page.locator('.time time').first();
  await expect(time).toHaveText(hydrated ? /, \d{2}:\d{2}:\d{2} GMT\+14$/ : /, \d{2}:\d{2}:\d{2} UTC$/);
  if (hydrated) {
    await expect(time).toHaveAttribute('title', /, \d{2}:\d{2}:\d{2} UTC$/);
    expect(await time.innerText()).toContain(dayIn(zone, (await time.getAttribute('datetime')) ?? ''));
  }
  await expect(page.getByLabel('From (UTC)', { exact: true })).toBeVisible();
});

test('a recipient who comes late is told in their own zone when the link was opened', async ({ hydrated, keys, label, page, watch, openLink }) => {
  watch.expect(410);
  const link = await keys.generate(label);
  await openLink(link);
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(hydrated ? /opened at .* GMT\+14\.$/ : /opened at .* UTC\.$/);
});

test.describe('west of Greenwich', () => {
  test.use({ timezoneId: 'America/Sao_Paulo' });

  test('days that are counted in UTC stay days in UTC', async ({ keys, label, openLink, page, server }) => {
    await server.verification(await openLink(await keys.generate(label)));
    await keys.open();
    await keys.row(label).getByRole('link', { name: label, exact: true }).click();
    const days = page.getByRole('table', { name: 'Requests in the last 90 days' });
    const asTable = page.getByText('Show as a table').last();
    // The server writes down every five seconds what it counted.
    await expect(async () => {
      await page.reload();
      await expect(asTable).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await asTable.click();
    await expect(days.getByRole('columnheader').first()).toHaveText('Day (UTC)');
    await expect(days.getByRole('rowheader')).toHaveText([dayIn('UTC', new Date().toISOString())]);
    await expect(page.getByText(/^Requests are recorded since \d+ \w+ \d+ \(UTC\)\.$/)).toBeVisible();
  });
});
