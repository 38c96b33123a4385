import { defineConfig } from '@playwright/test'
import { browserOptions } from './e2e/browser.ts'

/** Against the node at DATONG_URL (with its DATONG_KEY), or one started for the purpose with the demo region. */
export default defineConfig({
  testDir: './e2e',
  testMatch: '*.spec.ts',
  outputDir: './test-results/files',
  globalSetup: './e2e/start-node.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: './test-results/report.json' }]],
  use: { launchOptions: await browserOptions(), locale: 'en-GB', trace: 'off', screenshot: 'only-on-failure' },
})
