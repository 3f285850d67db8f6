// Prints, as JSON, what SheetJS and ExcelJS show of every cell: {reader: {sheet: {address: text}}}.
"use strict";

const sheetjs = require("xlsx");
const exceljs = require("exceljs");

function readWithSheetjs(path) {
  const book = sheetjs.readFile(path, { cellText: true });
  const sheets = {};
  for (const name of book.SheetNames) {
    const cells = Object.entries(book.Sheets[name]).filter(([address]) => address[0] !== "!");
    // A number that SheetJS cannot format has no text; a text cell is its own.
    const shown = ([address, cell]) => [address, cell.w ?? (cell.t === "s" ? cell.v : null)];
    sheets[name] = Object.fromEntries(cells.map(shown));
  }
  return sheets;
}

async function readWithExceljs(path) {
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(path);
  const sheets = {};
  book.eachSheet((sheet) => {
    const cells = {};
    sheet.eachRow((row) => row.eachCell((cell) => { cells[cell.address] = cell.text; }));
    sheets[sheet.name] = cells;
  });
  return sheets;
}

readWithExceljs(process.argv[2]).then((found) => {
  process.stdout.write(JSON.stringify({ SheetJS: readWithSheetjs(process.argv[2]), ExcelJS: found }));
});
