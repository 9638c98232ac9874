import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          // Real processes on two shared cores: a generous bound, so that only a hang fails.
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
    maxWorkers: 2,
    // The database thread strips types with WebAssembly; several threads at that can trip V8's bookkeeping of code pages
    // (https://github.com/nodejs/node/issues/64500), which a test run that starts hundreds of them would meet.
    execArgv: process.platform === 'linux' ? ['--no-memory-protection-keys'] : [],
    passWithNoTests: false,
  },
})
