import { describe, expect, it } from 'vitest'
import { mayConnect, toAllowed, toReach } from '../../../../src/worker/links/address-rules.ts'

describe('the reach of an address', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['172.32.0.1', 'public'],
    ['100.128.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['64:ff9b::808:808', 'public'],
    ['2002:808:808::1', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['192.175.48.1', 'public'],
    ['127.0.0.1', 'private'],
    ['127.255.1.2', 'private'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:192.168.1.1', 'private'],
    ['64:ff9b::a00:1', 'private'],
    ['2002:c0a8:101::', 'private'],
    ['::127.0.0.1', 'private'],
    ['169.254.169.254', 'forbidden'],
    ['169.254.0.1', 'forbidden'],
    ['0.0.0.0', 'forbidden'],
    ['0.1.2.3', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['239.255.255.250', 'forbidden'],
    ['240.0.0.1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['192.0.2.1', 'forbidden'],
    ['198.18.0.1', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['192.0.0.192', 'forbidden'],
    ['168.63.129.16', 'forbidden'],
    ['::', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['fec0::1', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['100::1', 'forbidden'],
    ['2001:db8::1', 'forbidden'],
    ['2001::1', 'forbidden'],
    ['::ffff:169.254.169.254', 'forbidden'],
    ['::ffff:0:169.254.169.254', 'forbidden'],
    ['::ffff:100.100.100.200', 'forbidden'],
    ['::169.254.169.254', 'forbidden'],
    ['64:ff9b::a9fe:a9fe', 'forbidden'],
    ['64:ff9b:1::a9fe:a9fe', 'forbidden'],
    ['2002:a9fe:a9fe::', 'forbidden'],
    ['nonsense', 'forbidden'],
    ['', 'forbidden'],
  ])('of %s is %s', (address, reach) => {
    expect(toReach(address)).toBe(reach)
  })
})

it('lets private addresses pass only where they are allowed', () => {
  expect(mayConnect('10.0.0.1', false)).toBe(false)
  expect(mayConnect('10.0.0.1', true)).toBe(true)
  expect(mayConnect('169.254.169.254', true)).toBe(false)
})

it('keeps the addresses of a name that are allowed, in their order, with those that a local proxy invents', () => {
  const found = ['169.254.169.254', '8.8.8.8', '10.0.0.1', '198.18.0.7', '1.1.1.1']
  expect(toAllowed(found, false)).toEqual(['8.8.8.8', '198.18.0.7', '1.1.1.1'])
  expect(toAllowed(found, true)).toEqual(['8.8.8.8', '10.0.0.1', '198.18.0.7', '1.1.1.1'])
})
