import { describe, expect, it, vi } from 'vitest'
import { SET_VARIABLES } from '../../../src/core/worker-variables.ts'
import { createWorkerEnvironment, PROXY_PROBE_URL, toProxyUrl } from '../../../src/main/worker-environment.ts'

const direct = async () => 'DIRECT'

describe('createWorkerEnvironment', () => {
  it('passes on what the network needs and nothing else', async () => {
    const env = {
      PATH: '/bin',
      TZ: 'Asia/Shanghai',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      DUEWATCH_SECRET_KEY: 'secret',
      DUEWATCH_PASSPHRASE: 'secret',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--require evil',
      HOME: '/root',
    }
    expect(await createWorkerEnvironment(env, direct)).toEqual({
      PATH: '/bin',
      TZ: 'Asia/Shanghai',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      ...SET_VARIABLES,
    })
  })

  it('asks the system for its proxy when the environment names none', async () => {
    const resolve = vi.fn(async () => 'PROXY 10.0.0.1:3128; DIRECT')
    expect(await createWorkerEnvironment({ NO_PROXY: '.corp' }, resolve)).toEqual({
      HTTPS_PROXY: 'http://10.0.0.1:3128',
      HTTP_PROXY: 'http://10.0.0.1:3128',
      NO_PROXY: '.corp',
      ...SET_VARIABLES,
    })
    expect(resolve).toHaveBeenCalledWith(PROXY_PROBE_URL)
  })

  it('does not ask when the environment names a proxy', async () => {
    const resolve = vi.fn(direct)
    const env = { https_proxy: 'http://p:1', no_proxy: 'localhost' }
    expect(await createWorkerEnvironment(env, resolve)).toEqual({ ...env, ...SET_VARIABLES })
    expect(resolve).not.toHaveBeenCalled()
  })

  it('goes the direct way when the system cannot say', async () => {
    const env = await createWorkerEnvironment({ PATH: '/bin' }, () => Promise.reject(new Error('broken script')))
    expect(env).toEqual({ PATH: '/bin', ...SET_VARIABLES })
  })

  it('does not wait for ever for a rule of the system that never comes', async () => {
    vi.useFakeTimers()
    try {
      const answer = createWorkerEnvironment({ PATH: '/bin' }, () => new Promise(() => {}))
      await vi.advanceTimersByTimeAsync(3_000)
      expect(await answer).toEqual({ PATH: '/bin', ...SET_VARIABLES })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('toProxyUrl', () => {
  it.each([
    ['DIRECT', null],
    ['PROXY proxy.corp:8080', 'http://proxy.corp:8080'],
    ['HTTPS secure.corp:443; DIRECT', 'https://secure.corp:443'],
    ['SOCKS5 s.corp:1080; PROXY p.corp:80', 'http://p.corp:80'],
    ['SOCKS s.corp:1080', null],
    ['DIRECT; PROXY p.corp:80', null],
    ['PROXY', null],
    ['PROXY [::1]:3128', 'http://[::1]:3128'],
    ['', null],
    ['nonsense', null],
  ])('%s means %s', (rule, url) => {
    expect(toProxyUrl(rule)).toBe(url)
  })
})
