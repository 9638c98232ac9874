import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          exclude: ['tests/unit/renderer/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'renderer',
          include: ['tests/unit/renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: ['tests/support/renderer-setup.ts'],
          // Class names as they are written, so that a test may ask for one.
          css: { include: [/\.module\.css$/], modules: { classNameStrategy: 'non-scoped' } },
          testTimeout: 30_000,
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
