import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { base, newContext, signIn } from './walk.ts'

/** Everything in the table, page after page, as it stands in the file of the same look. */
test('the table is the twin of the map, page by page, and of the file', async ({ browser, request }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/planning?layer=settlements&measure=nearest')
  const drawn = await page
    .locator('svg.map .spot')
    .evaluateAll((paths) => paths.reduce((sum, path) => sum + (path.getAttribute('d')?.match(/M/g)?.length ?? 0), 0))
  const count = Number(((await page.getByText(/^[\d,]+ rows$/).textContent()) ?? '').replace(/\D/g, ''))
  expect(count).toBe(drawn)
  const href = (await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')) ?? ''
  const lines = (await (await request.get(`${base}${href}`)).text()).trim().split('\r\n')
  expect(lines.length - 1).toBe(count)
  const first = await page.locator('#table tbody th').allTextContents()
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page.getByText('Page 2 of')).toBeVisible()
  expect(await page.locator('#table tbody th').allTextContents()).not.toEqual(first)
  await context.close()
})

test('a choice stands in the address, and the address shows the same again', async ({ browser }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/planning')
  await page.locator('#measure').selectOption('gravity')
  await page.locator('#day').selectOption('sunday')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page).toHaveURL(/measure=gravity/)
  await expect(page.getByText(/the Gini index would be 0/)).toBeVisible()
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await expect(page.locator('th[aria-sort=descending]')).toContainText('People')
  const numbers = await page.locator('#table tbody td:nth-child(3)').allTextContents()
  const people = numbers.map((text) => Number(text.replace(/\D/g, '')))
  expect(people).toEqual(people.toSorted((a, b) => b - a))
  await page.goto(page.url())
  await expect(page.locator('#measure')).toHaveValue('gravity')
  await expect(page.locator('#day')).toHaveValue('sunday')
  await context.close()
})

test('with script a choice is shown at once, and the map can be moved, without anything from elsewhere', async ({ browser }) => {
  const context = await newContext(browser, 'en')
  const page = await context.newPage()
  const complaints = listen(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/gap')
  expect(asked.filter((url) => url.includes('planning-map'))).toEqual([])
  await page.goto('/planning')
  expect(asked.filter((url) => /planning-map-|maplibre/.test(url))).toEqual([])
  await page.locator('#layer').selectOption('settlements')
  await expect(page).toHaveURL(/layer=settlements/)
  await page.getByRole('button', { name: 'Map that can be moved' }).click()
  await expect(page.locator('.live-map[data-drawn]')).toBeVisible()
  await expect(page.locator('svg.map')).toBeHidden()
  expect(asked.filter((url) => !url.startsWith(base) && !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([])
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  await page.getByRole('button', { name: 'Back to the picture' }).click()
  await expect(page.locator('svg.map')).toBeVisible()
  expect(complaints).toEqual([])
  await context.close()
})

test('a plan is asked for, proven, tried as a scenario, changed by a form, and read by who only has its address', async ({
  browser,
}) => {
  test.slow()
  const context = await newContext(browser, 'en')
  const page = await context.newPage()
  const complaints = listen(page)
  await signIn(page)
  await page.goto('/planning/plans')
  await page.locator('#count').fill('2')
  await page.getByRole('button', { name: 'Look for sites' }).click()
  await expect(page.getByRole('heading', { name: 'The answer' })).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText('this is proven')).toBeVisible()
  await expect(page.locator('svg.map .mark.added')).toHaveCount(2)
  await page.getByRole('button', { name: 'Try it as a scenario' }).click()
  await expect(page).toHaveURL(/\/planning\/scenarios\//)
  await expect(page.locator('svg.map')).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Take back' })).toHaveCount(2)
  const second = await page.locator('#id option').nth(3).getAttribute('value')
  await page.locator('#do').selectOption('close')
  await page.locator('#id').selectOption(second)
  await page.getByRole('button', { name: 'Change it, and compare' }).click()
  await expect(page.getByRole('button', { name: 'Take back' })).toHaveCount(3)
  await page.locator('#do').selectOption('hours')
  await page.locator('#id').selectOption(second)
  await page.locator('#hours').fill('whenever')
  await page.getByRole('button', { name: 'Change it, and compare' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  const other = await newContext(browser, 'zh-Hans', { javaScriptEnabled: false })
  const reader = await other.newPage()
  await reader.goto(page.url())
  await expect(reader.locator('svg.map')).toHaveCount(2)
  await expect(reader.locator('main form[method=post]')).toHaveCount(0)
  await reader.getByRole('link', { name: '可打印的报告' }).click()
  await expect(reader.locator('table').first()).toBeVisible()
  expect(await reader.evaluate(() => getComputedStyle(document.body).fontSize)).toBe('18px')
  // The browser itself reports what the server answered with 400.
  expect(complaints.filter((text) => !text.includes('400'))).toEqual([])
  await other.close()
  await context.close()
})

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}
