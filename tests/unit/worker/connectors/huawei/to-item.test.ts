import { assert, integer, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHuaweiEndpoints, toCallUrl } from '../../../../../src/worker/connectors/huawei/endpoints.ts'
import { toTmsType } from '../../../../../src/worker/connectors/huawei/tms-types.ts'
import { formatBssTime, parseBssTime, toItem } from '../../../../../src/worker/connectors/huawei/to-item.ts'

describe('toItem', () => {
  it('takes numbers that came as text and fields that are null', () => {
    const read = toItem({
      resource_id: 'r1',
      is_main_resource: '1',
      status: '2',
      expire_policy: '3',
      region_code: 'cn-north-4',
      enterprise_project: null,
      expire_time: '2026-12-01T15:59:59Z',
    })
    expect(read?.item).toMatchObject({
      resourceId: 'r1',
      isMain: true,
      status: 'in-use',
      renewalMode: 'auto',
      rawStatus: '2',
      regionName: '华北-北京四',
      enterpriseProjectId: null,
      expiresAt: Date.parse('2026-12-01T15:59:59Z'),
    })
  })

  it('keeps unknown codes raw', () => {
    const item = toItem({ resource_id: 'r', status: 9, expire_policy: 7, region_code: 'xx-moon-1' })?.item
    expect(item).toMatchObject({
      status: 'unknown',
      rawStatus: 9,
      renewalMode: 'unknown',
      rawPolicy: 7,
      regionName: null,
    })
  })

  it.each(['constructor', '__proto__', 'toString'])('finds no name for a region or type called %s', (code) => {
    expect(toItem({ resource_id: 'r', region_code: code })?.item.regionName).toBeNull()
    expect(toTmsType(code)).toBeNull()
  })

  it('names an unprovisioned row after its order line, and one without any id not at all', () => {
    expect(toItem({ id: 'o1' })?.item.resourceId).toBe('order:o1')
    for (const row of [null, 'x', 7, [], {}, { resource_id: '', id: ' ' }, { resource_id: {} }])
      expect(toItem(row)).toBeNull()
  })

  it.each(['2026-02-30T00:00:00Z', '2026-12-01 00:00:00', '2026-12-01T00:00:00+08:00', '2026-12-01T24:00:00Z', 5, {}])(
    'reports %j as a time that nobody can read',
    (text) => {
      expect(toItem({ resource_id: 'r', expire_time: text })).toMatchObject({
        item: { expiresAt: null },
        malformedTimes: ['expire_time'],
      })
    },
  )

  it('reads back every time that it writes', () => {
    assert(
      property(integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        expect(parseBssTime(formatBssTime(seconds * 1000))).toBe(seconds * 1000)
      }),
    )
  })

  it('never throws on whatever a row may be', () => {
    assert(property(jsonValue(), (row) => void toItem(row)))
  })
})

describe('toHuaweiEndpoints', () => {
  it('uses the hosts of the site', () => {
    expect(toHuaweiEndpoints('china', null).bss.host).toBe('bss.myhuaweicloud.com')
    expect(toHuaweiEndpoints('intl', null).bss.host).toBe('bss-intl.myhuaweicloud.com')
    expect(toHuaweiEndpoints('eu', '').bss.host).toBe('bss.myhuaweicloud.eu')
  })

  it('keeps the path of a custom endpoint for every service', () => {
    const { tms } = toHuaweiEndpoints('china', 'http://127.0.0.1:9/base/')
    expect(toCallUrl(tms, '/v2.0/x', { a: 1, b: null }).href).toBe('http://127.0.0.1:9/base/v2.0/x?a=1')
  })

  it.each(['ftp://h', 'http://u:p@h', 'https://h/?x=1', 'https://h/#x', 'nonsense'])('refuses %s', (endpoint) => {
    expect(() => toHuaweiEndpoints('china', endpoint)).toThrow(expect.objectContaining({ code: 'ENDPOINT_INVALID' }))
  })
})
