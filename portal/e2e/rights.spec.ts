import { expect, type Page, test } from '@playwright/test'
import { numberOf, signInAs } from './people.ts'
import { overflow } from './walk.ts'

const withoutScript = { javaScriptEnabled: false }

async function look(officer: Page, number: string, basis = 'consent'): Promise<void> {
  await officer.goto('/officers/person')
  await officer.locator('#number').fill(number)
  await officer.locator('#purpose').selectOption('care')
  await officer.locator('#basis').selectOption(basis)
  await officer.getByRole('button', { name: 'Look' }).click()
}

test('a department asks, a resident agrees, is looked at, sees it, asks about it, and takes the consent back', async ({
  browser,
}) => {
  const resident = await signInAs(browser, 'demo-migrant', withoutScript)
  const number = await numberOf(resident)
  const officer = await signInAs(browser, 'demo-health', withoutScript)
  await look(officer, number)
  await expect(officer.getByRole('alert')).toContainText('has not consented')
  await officer.goto('/officers/consents')
  await officer.locator('#number').fill(number)
  await officer.locator('#service').fill('Clinic')
  await officer.locator('#about').fill('name and age')
  await officer.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(officer.getByRole('status')).toBeVisible()

  await resident.goto('/account/consents')
  await resident.getByRole('button', { name: /^I agree/ }).click()
  await expect(resident.getByRole('status')).toContainText('You agreed')
  await look(officer, number)
  await expect(officer.getByRole('status')).toContainText('consented')

  await resident.goto('/account/accesses')
  await expect(resident.getByText('the person consented').first()).toBeVisible()
  await expect(resident.getByText('was refused').first()).toBeVisible()
  expect(await overflow(resident)).toBeLessThanOrEqual(0)
  await resident.goto('/account/consents')
  await resident.getByRole('button', { name: /^Take it back/ }).click()
  await look(officer, number)
  await expect(officer.getByRole('alert')).toContainText('withdrawn')
  await resident.context().close()
  await officer.context().close()
})

test('in an emergency the resident is told, and the protection officer reviews it', async ({ browser }) => {
  const resident = await signInAs(browser, 'demo-developer', withoutScript)
  const number = await numberOf(resident)
  const officer = await signInAs(browser, 'demo-health', withoutScript)
  await officer.goto('/officers/emergencies')
  await officer.locator('#number').fill(number)
  await officer.locator('#reason').fill('Found unconscious at the market, unknown medication')
  await officer.getByRole('button', { name: 'Open the data now' }).click()
  await look(officer, number, 'emergency')
  await expect(officer.getByRole('status')).toContainText('emergency')
  await resident.goto('/account/rights')
  await expect(resident.getByText('opened your data without asking')).toBeVisible()
  expect(await overflow(resident)).toBeLessThanOrEqual(0)

  const protector = await signInAs(browser, 'demo-protection', withoutScript)
  await protector.goto('/officers/protection')
  const card = protector.locator('li.card').filter({ hasText: 'Found unconscious' }).first()
  await card.getByRole('textbox').fill('The ambulance report confirms it.')
  await card.getByRole('button', { name: 'It was justified', exact: true }).click()
  await expect(protector.getByRole('status')).toBeVisible()
  await look(officer, number, 'emergency')
  await expect(officer.getByRole('alert')).toContainText('ended')
  for (const page of [resident, officer, protector]) await page.context().close()
})
