import { createInlineWriter } from '../../src/core/db/inline-writer.ts'
import { execScript, get, run } from '../../src/core/db/connection.ts'
import { openDatabase } from '../../src/core/db/open-database.ts'
import { sql } from '../../src/core/db/sql.ts'
import { DEFAULT_LIMITS, DEFAULT_POLICY } from '../../src/shared/domain/account.ts'

/** The moment of the bench: 10:00 in Shanghai. */
export const BENCH_NOW = Date.UTC(2026, 10, 21, 2)

/**
 * Makes a database with so many items, spread over three accounts: half of the names Chinese, 17 types, 7 regions, tags
 * on three of four, prices on half, one in fifty gone. Equal sizes give equal rows. Answers when SQLite has its
 * statistics, as after a closing of the product.
 */
export async function makeDatabase(file: string, rows: number): Promise<void> {
  const clock = { now: () => BENCH_NOW }
  const { db } = openDatabase(file, { clock })
  try {
    const writer = createInlineWriter(db, clock)
    const ids: string[] = []
    for (const name of ['生产账号', '测试账号', 'overseas']) {
      const account = await writer.call('account.add', {
        name,
        provider: 'demo',
        site: 'china',
        endpoint: null,
        accessKey: null,
        demoSize: 10,
        policy: DEFAULT_POLICY,
        limits: DEFAULT_LIMITS,
        at: BENCH_NOW,
      })
      ids.push(account.accountId)
    }
    const [first, second, third] = ids as [string, string, string]
    const today = Math.floor(BENCH_NOW / 86_400_000)
    run(
      db,
      'bench.rows',
      sql`
      WITH RECURSIVE
      counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${rows}),
      -- A step through all residues, so that neighbours differ without chance.
      drawn AS (SELECT n, (n * 7919) % 1000003 AS r, (n * 104729) % 999983 AS s FROM counted),
      parts AS (
        SELECT n, r, s,
          CASE r % 12 WHEN 0 THEN '订单' WHEN 1 THEN '支付' WHEN 2 THEN '商城' WHEN 3 THEN '用户' WHEN 4 THEN '风控'
            WHEN 5 THEN '搜索' ELSE '' END AS system_zh,
          CASE r % 12 WHEN 6 THEN 'order' WHEN 7 THEN 'payment' WHEN 8 THEN 'data' WHEN 9 THEN 'search'
            WHEN 10 THEN 'mall' ELSE 'user' END AS system_en,
          CASE s % 9 WHEN 0 THEN 'kafka' WHEN 1 THEN 'redis' WHEN 2 THEN 'mysql' WHEN 3 THEN 'web' WHEN 4 THEN 'api'
            WHEN 5 THEN 'job' WHEN 6 THEN 'cache' WHEN 7 THEN 'gateway' ELSE 'log' END AS role,
          s % 17 AS type, r % 7 AS region, (r / 7) % 8 AS project,
          CASE WHEN r % 211 = 0 THEN NULL ELSE (s % 900) - 60 END AS days
        FROM drawn),
      named AS (
        SELECT *, iif(system_zh = '', 'prod-' || system_en || '-' || role || '-' || printf('%02d', r % 40),
            system_zh || role || '节点' || (r % 400)) AS name,
          printf('%08x-%04x-%04x-a%03x-%012x', r * 4096 + n % 4096, s % 65536, n % 65536, r % 4096, n * 281) AS uuid,
          CASE WHEN n % 4 = 0 THEN '{}'
            ELSE '{"env":"' || CASE r % 3 WHEN 0 THEN 'prod' WHEN 1 THEN 'test' ELSE '开发' END || '","产品线":"'
              || CASE s % 5 WHEN 0 THEN '电商' WHEN 1 THEN '物流' WHEN 2 THEN '数据平台' WHEN 3 THEN '办公' ELSE '营销' END
              || '","owner":"team-' || (s % 60) || '"}' END AS tags
        FROM parts)
      INSERT INTO item (item_id, account_id, kind, resource_id, resource_name, service_type_code, service_type_name,
        type_code, type_name, spec, spec_text, region_code, region_name, project_id, is_main, parent_resource_id,
        enterprise_project_id, enterprise_project_name, created_at, expires_at, status, raw_status, renewal_mode,
        raw_policy, payment_type, content_hash, search_text, tags, tags_hash, tag_product_line, tag_env, price, currency,
        price_months, price_source, priced_at, expires_on, act_by_at, grace_ends_at, retention_ends_at, is_active,
        gone_at, gone_cause, first_seen_at, first_run_id, seen_at)
      SELECT 'item-' || uuid, CASE n % 10 WHEN 0 THEN ${third} WHEN 1 THEN ${second} WHEN 2 THEN ${second} ELSE ${first} END,
        'cloud', uuid, name, 'hws.service.type.' || (type / 2), '云服务' || (type / 2), 'hws.resource.type.' || type,
        '云产品类型' || type, 's' || (s % 40) || '.large', (s % 40) || '核 ' || (s % 80) || 'G',
        iif(region = 6, NULL, 'cn-region-' || region), iif(region = 6, NULL, '华区-' || region), 'project-' || region,
        n % 3 > 0, iif(n % 3 = 0, printf('parent-%08x', n / 3), NULL), 'ep-' || project, '项目' || project,
        ${BENCH_NOW} - (s % 1500) * 86400000, ${BENCH_NOW} + days * 86400000,
        CASE WHEN days < -20 THEN 'frozen' WHEN days < 0 THEN 'expired' ELSE 'in-use' END, 2,
        CASE s % 10 WHEN 0 THEN 'auto' WHEN 1 THEN 'none' WHEN 2 THEN 'unknown' ELSE 'manual' END, s % 6, 'prepaid',
        '', '', tags, '', tags ->> '产品线', tags ->> 'env', iif(n % 2 = 0, printf('%d.%02d', s % 5000, r % 100), NULL),
        iif(n % 2 = 0, iif(n % 10 = 0, 'USD', 'CNY'), NULL), iif(n % 2 = 0, 1, NULL), iif(n % 2 = 0, 'provider', NULL),
        iif(n % 2 = 0, ${BENCH_NOW}, NULL), ${today} + days, ${BENCH_NOW} + (days - 7) * 86400000,
        ${BENCH_NOW} + (days + 7) * 86400000, ${BENCH_NOW} + (days + 22) * 86400000, n % 50 > 0,
        iif(n % 50 = 0, ${BENCH_NOW}, NULL), iif(n % 50 = 0, 'unknown', NULL), ${BENCH_NOW}, 'run', ${BENCH_NOW}
      FROM named`,
    )
    // Stored folded and joined, as a sync stores it.
    run(
      db,
      'bench.search',
      sql`UPDATE item SET search_text = lower(concat_ws(char(10), resource_id, resource_name, service_type_code,
          service_type_name, type_code, type_name, spec, spec_text, region_code, region_name, project_id,
          parent_resource_id, enterprise_project_id, enterprise_project_name,
          (SELECT group_concat(key || char(10) || value, char(10)) FROM json_each(tags))))`,
    )
    execScript(db, 'ANALYZE')
    const count = get<{ items: number }>(db, 'bench.count', sql`SELECT count(*) AS items FROM item`)
    if (count?.items !== rows) throw new Error(`${count?.items} rows instead of ${rows}`)
  } finally {
    db.close()
  }
}
