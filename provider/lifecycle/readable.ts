import { ApiError } from "../api/errors";
import type { Problem } from "./kind";

/** Judges by lists that this token may not read, or that an older server has not: then the server judges. */
export async function whereReadable(judge: () => Promise<Problem[]>): Promise<Problem[]> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}
