// What the usual way costs: TanStack Table holds all rows, filters and sorts them, TanStack Virtual draws a window.
import {
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import './table.css'

const ROW_PX = 28

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns: { includesString: filterFn_includesString },
  sortFns: { alphanumeric: sortFn_alphanumeric, text: sortFn_text },
})

function Table({ columns, rows }) {
  const [globalFilter, setGlobalFilter] = useState('')
  const table = useTable({
    features,
    columns,
    data: rows,
    state: { globalFilter },
    onGlobalFilterChange: setGlobalFilter,
    globalFilterFn: 'includesString',
    getColumnCanGlobalFilter: () => true,
  })
  const scroller = useRef(null)
  const shown = table.getRowModel().rows
  const virtual = useVirtualizer({
    count: shown.length,
    estimateSize: () => ROW_PX,
    getScrollElement: () => scroller.current,
    overscan: 5,
  })
  return (
    <>
      <input aria-label="search" onChange={(event) => setGlobalFilter(event.target.value)} />
      <div ref={scroller} className="scroller" data-scroller="" data-total={shown.length}>
        <div className="header">
          {table.getHeaderGroups()[0].headers.map((header) => (
            <button
              type="button"
              key={header.id}
              className="cell"
              style={{ width: header.column.columnDef.meta.widthPx }}
              onClick={header.column.getToggleSortingHandler()}
            >
              <table.FlexRender header={header} />
            </button>
          ))}
        </div>
        <div className="rows" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <div key={shown[index].id} className="row" style={{ transform: `translateY(${start}px)` }}>
              {shown[index].getAllCells().map((cell) => (
                <div
                  key={cell.id}
                  className="cell"
                  role="gridcell"
                  style={{ width: cell.column.columnDef.meta.widthPx }}
                >
                  <table.FlexRender cell={cell} />
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </>
  )
}

const { headers, rows } = await (await fetch('./rows.json')).json()
const columns = headers.map(({ label, widthPx }, index) => ({
  id: `c${index}`,
  header: label,
  accessorFn: (row) => row[index],
  meta: { widthPx },
}))
performance.mark('data')
createRoot(document.querySelector('#root')).render(<Table columns={columns} rows={rows} />)
