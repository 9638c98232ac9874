import { describe, expect, test } from 'vitest'
import { createServiceFinder, readBootstrap, toShippedBootstrap } from '../../../../src/worker/links/rdap-bootstrap.ts'

describe('the list of registries', () => {
  test('the shipped list knows the usual top-level domains and none of those without RDAP', () => {
    const find = createServiceFinder(toShippedBootstrap())
    expect(find('example.com')).toEqual(['https://rdap.verisign.com/com/v1/'])
    expect(find('example.net')).toEqual(['https://rdap.verisign.com/net/v1/'])
    expect(find('example.org')).toEqual(['https://rdap.publicinterestregistry.org/rdap/'])
    expect(find('example.co.uk')).toEqual(['https://rdap.nominet.uk/uk/'])
    expect(find('example.top')).toEqual(['https://rdap.zdnsgtld.com/top/'])
    expect(find('example.xn--45q11c')).toEqual(['https://rdap.zdnsgtld.com/XN--45Q11C/'])
    expect(find('example.xn--3ds443g')).toEqual(['https://rdap.teleinfo.cn/xn--3ds443g/'])
    for (const tld of ['cn', 'hk', 'io', 'de', 'xn--fiqs8s', 'xn--j6w193g']) expect(find(`example.${tld}`)).toEqual([])
  })

  test('the shipped list is what IANA published: each top-level domain once, every URL whole', () => {
    const { services, fetchedAt } = toShippedBootstrap()
    const tlds = services.flatMap(([names]) => names)
    expect(tlds).toHaveLength(1197)
    expect(new Set(tlds).size).toBe(1197)
    expect(tlds.every((tld) => /^[a-z0-9-]+$/.test(tld))).toBe(true)
    expect(services.every(([, urls]) => urls.every((url) => URL.canParse(url) && url.endsWith('/')))).toBe(true)
    expect(services.flat(2).join(' ')).not.toMatch(/[{}]/)
    expect(readBootstrap({ services }, fetchedAt)).toEqual({ services, fetchedAt })
  })

  test('the longest suffix counts', () => {
    const find = createServiceFinder({
      fetchedAt: 0,
      services: [
        [['uk'], ['https://uk.example/']],
        [['gov.uk'], ['https://gov.example/']],
      ],
    })
    expect(find('a.gov.uk')).toEqual(['https://gov.example/'])
    expect(find('a.co.uk')).toEqual(['https://uk.example/'])
    expect(find('xgov.uk')).toEqual(['https://uk.example/'])
  })

  test('top-level domains in their own letters and in capitals are found by their A-labels', () => {
    const find = createServiceFinder({ fetchedAt: 0, services: [[['在线', 'COM'], ['https://a.example/']]] })
    expect(find('x.xn--3ds443g')).toEqual(['https://a.example/'])
    expect(find('x.com')).toEqual(['https://a.example/'])
  })

  test('https comes before http, and a missing slash is added', () => {
    const find = createServiceFinder({
      fetchedAt: 0,
      services: [[['test'], ['http://a.example/x', 'https://b.example/y']]],
    })
    expect(find('x.test')).toEqual(['https://b.example/y/', 'http://a.example/x/'])
  })

  test('what is no list of registries is none', () => {
    for (const value of [
      null,
      'x',
      [],
      {},
      { services: {} },
      { services: [] },
      { services: [[['com'], ['nonsense']]] },
    ]) {
      expect(readBootstrap(value, 1)).toBeNull()
    }
  })

  test('entries that make no sense are left out and the others stay', () => {
    const value = {
      services: [
        null,
        [1, 2],
        [
          ['com', 3],
          ['https://a.example/', 4, 'ftp://b.example/'],
        ],
        [[], []],
      ],
    }
    expect(readBootstrap(value, 7)).toEqual({ fetchedAt: 7, services: [[['com'], ['https://a.example/']]] })
  })
})
