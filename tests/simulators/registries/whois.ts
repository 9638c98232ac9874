import type { Socket } from 'node:net'
import type { DomainRecord } from './records.ts'

/** Answers one question of WHOIS (RFC 3912) as CNNIC does, or as HKIRC does for names under `.hk` and `.香港`. */
export function answerWhois(socket: Socket, domain: string, record: DomainRecord, times: number): void {
  const isHongKong = /\.(?:hk|xn--j6w193g)$/.test(domain)
  const isLimited = record.behaviour === 'limited' || (record.behaviour === 'limited-once' && times === 1)
  if (isLimited) {
    socket.end('Queried interval is too short.\r\n')
    return
  }
  switch (record.behaviour) {
    case 'unknown':
      socket.end(isHongKong ? `${BANNER}\r\nThe domain has not been registered.\r\n` : 'No matching record.\r\n')
      return
    case 'slow':
      return
    case 'garbage':
      socket.end(Buffer.from([0xff, 0xfe, 0x00, 0x81, 0x0d, 0x0a]))
      return
    case 'huge':
      socket.end(`${'x'.repeat(78)}\r\n`.repeat(4000))
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'broken':
      socket.end()
      return
    default: {
      const name = record.behaviour === 'other-domain' ? `other-${domain}` : domain
      socket.end(isHongKong ? toHongKong(name, record) : toChina(name, record))
    }
  }
}

const BANNER = [
  ' -------------------------------------------------------------------------------',
  ' Whois server by HKIRC',
  ' -------------------------------------------------------------------------------',
  ' .hk top level Domain names can be registered via HKIRC-Accredited Registrars.',
  ' -------------------------------------------------------------------------------',
].join('\r\n')

function toChina(domain: string, record: DomainRecord): Buffer {
  const head = [
    `Domain Name: ${domain}`,
    'ROID: 20030312s10001s00082127-cn',
    ...record.statuses.map((status) => `Domain Status: ${status}`),
    'Registrant: 示例科技（北京）有限公司',
    'Registrant Contact Email: domain@example.cn',
  ]
  const end = record.behaviour === 'no-expiry' ? [] : [`Expiration Time: ${record.expires}`]
  const tail = [
    'Name Server: ns1.example.cn',
    'Name Server: ns2.example.cn',
    'Registration Time: 2003-03-17 12:20:05',
    ...end,
    'DNSSEC: unsigned',
  ]
  const encode = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\r\n`).join(''))
  const label = Buffer.from('Sponsoring Registrar: ')
  // 阿里云 in GBK; Node writes no GBK.
  const registrar = record.encoding === 'gbk' ? Buffer.from('b0a2c0efd4c6', 'hex') : Buffer.from(record.registrar)
  const first = record.encoding === 'gbk' ? head.filter((line) => !/[^ -~]/.test(line)) : head
  return Buffer.concat([encode(first), label, registrar, Buffer.from('\r\n'), encode(tail)])
}

function toHongKong(domain: string, record: DomainRecord): string {
  const end = record.behaviour === 'no-expiry' ? [] : [`Expiry Date: ${record.expires}`]
  return [
    BANNER,
    '',
    `Domain Name:  ${domain.toUpperCase()} `,
    '',
    ...record.statuses.map((status) => `Domain Status: ${status}`),
    '',
    'DNSSEC:  unsigned',
    '',
    `Registrar Name: ${record.registrar}`,
    '',
    'Registrant Contact Information:',
    '',
    'Company English Name (It should be the same as the registered/corporation name on your Business Register Certificate or relevant documents): EXAMPLE LIMITED',
    'Domain Name Commencement Date: 14-07-2001',
    ...end,
    'Re-registration Status:  Complete ',
    '',
  ].join('\r\n')
}
