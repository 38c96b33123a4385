import { expect, test } from '@playwright/test'
import { numberOf, signInAs } from './people.ts'

const withoutScript = { javaScriptEnabled: false }

test('who looked at somebody in public life is found by the protection officer, read about, and reviewed', async ({
  browser,
}) => {
  const resident = await signInAs(browser, 'demo-city', withoutScript)
  const number = await numberOf(resident)
  const protector = await signInAs(browser, 'demo-protection', withoutScript)
  await protector.goto('/officers/protection/figures')
  await protector.locator('#number').fill(number)
  await protector.getByRole('button', { name: 'Put on the list' }).click()
  await expect(protector.getByRole('status')).toContainText('The person can see it')
  const clerk = await signInAs(browser, 'demo-welfare', withoutScript)
  await clerk.goto('/officers/person')
  await clerk.locator('#number').fill(number)
  await clerk.getByRole('button', { name: 'Look' }).click()
  await expect(clerk.getByRole('alert')).toBeVisible()

  await protector.goto('/officers/protection/unusual')
  await protector.getByRole('link', { name: /Read the looks of Yun Chengze/ }).click()
  await expect(protector.getByRole('table')).toContainText('in public life')
  await protector.locator('#note').fill('It was a wrong number, says the department.')
  await protector.getByRole('button', { name: 'Mark as reviewed' }).click()
  await expect(protector.getByRole('status').first()).toContainText('Reviewed')
  await expect(protector.getByText('It was a wrong number, says the department.').first()).toBeVisible()
  await expect(protector.getByRole('link', { name: /Read the looks of Yun Chengze/ })).toHaveCount(0)

  await protector.goto('/officers/protection/use')
  await expect(protector.getByRole('table')).toContainText('Welfare department')
  const link = protector.getByRole('link', { name: 'Download as CSV' })
  const file = await protector.request.get((await link.getAttribute('href')) ?? '')
  expect(file.headers()['content-type']).toContain('text/csv')
  expect(await file.text()).toMatch(/^from,until,kind,name,purpose,basis,looks,people,refused\r\n/)
  expect((await resident.request.get('/officers/protection/use.csv')).status()).toBe(403)
  await resident.goto('/account/data')
  await expect(resident.getByRole('heading', { name: 'List of people in public life' })).toBeVisible()
  for (const page of [resident, protector, clerk]) await page.context().close()
})

test('a resident changes language and contact, by the code that comes there, and reads what deleting the account means', async ({
  browser,
}) => {
  const page = await signInAs(browser, 'demo-migrant', withoutScript)
  await page.goto('/account/details')
  await page.locator('#language').selectOption('zh-Hans')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans')
  await page.locator('#language').selectOption('en')
  await page.locator('main form').first().locator('button').click()
  const contact = '000100200399'
  await page.locator('#contact').fill(contact)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const demo = await page.context().newPage()
  await demo.goto('/demo/people')
  const code = await demo.locator('li', { hasText: contact }).locator('.bigcode').first().textContent()
  await page.locator('#code').fill(code ?? '')
  await page.getByRole('button', { name: 'Use it from now on' }).click()
  await expect(page.getByText(`Codes go to ${contact}.`)).toBeVisible()
  await page.goto('/account/delete')
  await expect(page.getByText('is kept for 3 years').first()).toBeVisible()
  await page.getByRole('button', { name: 'Delete my account' }).click()
  await expect(page.getByRole('alert')).toContainText('Tick')
  await page.context().close()
})

test('a developer tries an interface from the page of their app', async ({ browser }) => {
  const page = await signInAs(browser, 'demo-developer', withoutScript)
  await page.goto('/apps/new')
  await page.getByLabel('Name of the app').fill('Places of the test')
  await page.getByLabel('What it is for').fill('Shows places.')
  await page.getByLabel('Addresses to come back to').fill('http://127.0.0.1:9/back')
  await page.getByRole('button', { name: 'Register an app' }).click()
  await page.goto('/apps')
  await page.getByRole('link', { name: 'Try calls of Places of the test' }).first().click()
  await page.locator('#call').selectOption('GET /region/v1/areas')
  await page.getByRole('button', { name: 'Choose' }).click()
  await page.locator('#query-limit').fill('2')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.locator('#answer h2')).toContainText('200 OK')
  await expect(page.locator('#answer pre').last()).toContainText('/region/v1/areas?limit=2')
  await page.locator('#call').selectOption('GET /perception/v1/devices')
  await page.getByRole('button', { name: 'Choose' }).click()
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.locator('#answer h2')).toContainText('403')
  await page.context().close()
})
