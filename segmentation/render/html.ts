import type { Segmentation } from "../segmentation";
import { page } from "./html/page";
import { sheetOf } from "./sheet";
import type { SheetOptions } from "./sheet";

/**
 * A segmentation as one HTML page that needs nothing else: matrix, diagram, policies, rules and
 * findings, with filters. It opens from disk, asks no network, and is a plain page without scripts.
 * The same for the same input.
 */
export function renderHtml(segmentation: Segmentation, options: SheetOptions = {}): string {
  return page(sheetOf(segmentation, options)).text;
}
