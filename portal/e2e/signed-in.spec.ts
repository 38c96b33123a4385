import { type Browser, type Page, test } from '@playwright/test'
import { check, checkHere } from './axe.ts'
import { numberOf, type Person, signInAs } from './people.ts'

const views: readonly Person[] = [
  { language: 'en', text: 'large', viewport: { width: 360, height: 800 }, colorScheme: 'light' },
  { language: 'zh-Hans', text: 'normal', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
]

const own = ['/account', '/account/devices', '/apps', '/apps/new']
const ofResident = [
  '/account/details',
  '/account/details?change=yes',
  '/account/delete',
  '/account/delegations',
  '/account/consents',
  '/account/accesses',
  '/account/rights',
  '/account/data',
]
const ofOfficer = ['/officers/person', '/officers/consents', '/officers/emergencies', '/help', '/help/new']
const ofProtector = [
  '/officers/protection',
  '/officers/protection/unusual',
  '/officers/protection/unusual/demo-health',
  '/officers/protection/use',
  '/officers/protection/figures',
  '/officers/protection/laws',
  '/officers/protection/laws/edit?law=demo-epidemics',
]
const ofAdministrator = [
  '/officers',
  '/officers/invite',
  '/officers/home?officer=demo-health',
  '/exchange',
  '/exchange/datasets/residence-register',
  '/exchange/publish',
  '/exchange/systems/new',
  '/exchange/systems/new?kind=postgresql',
  '/exchange/systems/demo-residence',
  '/exchange/datasets/new?system=demo-residence&kind=file',
]

const ofDepartment = [
  '/account',
  '/exchange/agreements',
  '/exchange/agreements/new?dataset=residence-register',
  '/exchange/receipts',
]

/** Something to be seen on each of the pages. */
async function arrange(browser: Browser): Promise<string> {
  const resident = await signInAs(browser, 'demo-village')
  const number = await numberOf(resident)
  const officer = await signInAs(browser, 'demo-health')
  await officer.goto('/officers/consents')
  await officer.locator('#number').fill(number)
  await officer.locator('#service').fill('Clinic')
  await officer.locator('#about').fill('name and age')
  await officer.getByRole('button', { name: 'Ask', exact: true }).click()
  await officer.goto('/officers/emergencies')
  await officer.locator('#number').fill(number)
  await officer.locator('#reason').fill('Found in the river, cannot speak, who is it?')
  await officer.getByRole('button', { name: 'Open the data now' }).click()
  await officer.goto('/officers/person')
  await officer.locator('#number').fill(number)
  await officer.getByRole('button', { name: 'Look' }).click()
  await askForAgreement(officer)
  for (const page of [resident, officer]) await page.context().close()
  return number
}

/** It waits for the department of the administrator. */
async function askForAgreement(page: Page): Promise<void> {
  await page.goto('/exchange/agreements/new?dataset=residence-register')
  await page.getByLabel('Address').selectOption('address=presence')
  await page.locator('#about').fill('people who are to be vaccinated')
  await page.locator('#legalBasis').fill('Island act on epidemics, § 12')
  await page.locator('#purpose').selectOption('public-health')
  await page.getByRole('button', { name: 'Send to the other department' }).click()
}

/** All pages of the one that the demo comes with, with a question asked under it, and its receipt looked at. */
async function walkAgreement(page: Page): Promise<void> {
  await walk(page, ofDepartment)
  await page.goto('/exchange/agreements')
  const address = (await page.locator('main a[href$="/ask"]').first().getAttribute('href')) ?? ''
  await page.goto(address)
  await page.locator('#persons').fill('DEMO000002\nDEMO999999')
  await page.locator('#question').selectOption('insured')
  await page.locator('main form button').last().click()
  await checkHere(page, 'an answer under an agreement')
  const { receipt } = JSON.parse(await page.locator('#proof').inputValue()) as { receipt: string }
  await walk(page, [address.replace(/\/ask$/, ''), address.replace(/ask$/, 'use')])
  await page.goto('/exchange/receipts')
  await page.locator('#jws').fill(receipt)
  await page.locator('main form button').last().click()
  await checkHere(page, 'a receipt that was checked')
}

async function walk(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) await check(page, path)
}

async function registerApp(page: Page): Promise<void> {
  await page.goto('/apps/new')
  await page.locator('#name').fill('Signed in')
  await page.locator('#about').fill('To be looked at')
  await page.locator('#redirect').fill('http://127.0.0.1:9/back')
  await page.locator('main form button').last().click()
}

for (const view of views) {
  test(`axe finds nothing on pages of who has signed in: ${view.language}, ${view.viewport?.width} px, ${view.text} text`, async ({
    browser,
  }) => {
    test.setTimeout(240_000)
    const number = await arrange(browser)
    const as = async (id: string, work: (page: Page) => Promise<void>) => {
      const page = await signInAs(browser, id, view)
      await work(page)
      await page.context().close()
    }
    await as('demo-village', (page) => walk(page, [...own, ...ofResident]))
    await as('demo-doctor', (page) => walk(page, [...own.slice(0, 1), ...ofOfficer]))
    await as('demo-doctor', async (page) => {
      await page.goto('/officers/person')
      await page.locator('#number').fill(number)
      await page.locator('main form button').last().click()
      await checkHere(page, 'a look that was refused')
      await page.goto('/help')
      await page.locator('#card').fill('DEMO000003')
      await page.locator('main form button').first().click()
      await walk(page, ['/account', '/account/delegations', '/account/details', '/account/delete', '/help/codes'])
    })
    await as('demo-protection', (page) => walk(page, ofProtector))
    await as('demo-welfare', walkAgreement)
    await as('demo-administrator', async (page) => {
      await walk(page, ofAdministrator)
      await page.goto('/exchange/agreements')
      await page.locator('main h2 a').first().click()
      await checkHere(page, 'an agreement that waits for a decision')
    })
    await as('demo-developer', async (page) => {
      await registerApp(page)
      await checkHere(page, 'an app that was registered')
      await check(page, '/apps')
      await page.locator('main a[href^="/apps/console/"]').first().click()
      await page.locator('#call').selectOption('GET /region/v1/areas')
      await page.locator('main form button').first().click()
      await page.locator('main form button').last().click()
      await checkHere(page, 'the test console')
    })
  })
}
