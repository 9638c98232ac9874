import { defineConfig } from '@playwright/test'

/**
 * End-to-end tests of the production bundle: `browser` drives Chromium against `duewatch serve`, `desktop` the Electron
 * app. `npm test` runs what the machine can run.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  // Whole apps on two shared cores: generous bounds, so that only a hang fails.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  reporter: [['list']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'browser', testDir: 'tests/e2e/browser' },
    // One app at a time: windows share the focus of one screen.
    { name: 'desktop', testDir: 'tests/e2e/desktop', workers: 1 },
  ],
})
