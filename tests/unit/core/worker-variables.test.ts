import { expect, it } from 'vitest'
import {
  BYPASS_VARIABLES,
  KEPT_VARIABLES,
  pickVariables,
  PROXY_VARIABLES,
  SET_VARIABLES,
} from '../../../src/core/worker-variables.ts'
import { LOOKUP_CONCURRENCY } from '../../../src/worker/links/names.ts'

it('gives the worker what the network needs and nothing that could hold a secret of ours or load code into it', () => {
  const env = {
    PATH: '/bin',
    SSL_CERT_FILE: '/ca.pem',
    https_proxy: 'http://p:1',
    NO_PROXY: '',
    TZ: undefined,
    DUEWATCH_SECRET_KEY: 'secret',
    DUEWATCH_PASSPHRASE: 'secret',
    NODE_OPTIONS: '--require evil',
    ELECTRON_RUN_AS_NODE: '1',
    HOME: '/root',
  }
  const names = [...KEPT_VARIABLES, ...PROXY_VARIABLES, ...BYPASS_VARIABLES]
  expect(pickVariables(env, names)).toEqual({
    PATH: '/bin',
    SSL_CERT_FILE: '/ca.pem',
    https_proxy: 'http://p:1',
    NO_PROXY: '',
  })
})

it('gives the worker more threads than it looks up names at the same time', () => {
  expect(Number(SET_VARIABLES['UV_THREADPOOL_SIZE'])).toBeGreaterThan(LOOKUP_CONCURRENCY)
})
