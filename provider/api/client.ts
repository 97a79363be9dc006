import axios from "axios";
import type { AxiosError, AxiosInstance, AxiosResponse } from "axios";
import axiosRetry, { retryAfter } from "axios-retry";
import pLimit from "p-limit";
import type { Configuration } from "./configuration";
import { ApiError } from "./errors";
import type { ApiCall } from "./errors";
import { asksTooMuchPatience, describeFailure, mayHaveActed } from "./failures";
import { protect } from "./redact";

/** What a server answered: JSON, or something that is not. */
export type Body = { json: unknown } | { text: string };

/** Requests that may be under way at once, over all accounts of this process. */
const concurrentRequests = 8;

/** Tries after the first one when a server asks for patience (429, 503). */
const patientRetries = 10;

/** Tries after the first one for other passing faults. */
const hastyRetries = 3;

const longestDelay = 30_000;

const slots = pLimit(concurrentRequests);

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Speaks to one NetBird management API: JSON in, JSON out, every failure an {@link ApiError}. */
export class Client {
  private readonly http: AxiosInstance;

  constructor(private readonly configuration: Configuration) {
    protect(configuration.token);
    this.http = axios.create({
      baseURL: configuration.managementUrl,
      timeout: configuration.timeout,
      headers: { Authorization: `Token ${configuration.token}`, Accept: "application/json" },
      responseType: "text",
      transformResponse: [decode],
      // Following a redirect would turn a POST into a GET, and could hand the token to another host.
      maxRedirects: 0,
    });
    axiosRetry(this.http, {
      retries: patientRetries,
      shouldResetTimeout: true,
      retryCondition: isWorthRetrying,
      retryDelay: (attempt, error) =>
        Math.max(retryAfter(error), backoff(attempt, configuration.firstPause)),
      validateResponse: isUsable,
    });
  }

  get(path: string, call: ApiCall): Promise<unknown> {
    return this.request("GET", path, call);
  }

  post(path: string, body: unknown, call: ApiCall): Promise<unknown> {
    return this.request("POST", path, call, body);
  }

  put(path: string, body: unknown, call: ApiCall): Promise<unknown> {
    return this.request("PUT", path, call, body);
  }

  delete(path: string, call: ApiCall): Promise<unknown> {
    return this.request("DELETE", path, call);
  }

  private request(method: Method, path: string, call: ApiCall, data?: unknown): Promise<unknown> {
    return slots(async () => {
      try {
        const response = await this.http.request<Body>({ method, url: `/api${path}`, data });
        return (response.data as { json: unknown }).json;
      } catch (error) {
        // The axios error is not kept as a cause: its request headers hold the token.
        throw new ApiError(call, describeFailure(error as AxiosError<Body>, this.configuration));
      }
    });
  }
}

/** Keeps the answer as it is: what is not JSON (a proxy's page, say) is part of the error message. */
function decode(data: unknown): Body {
  const text = typeof data === "string" ? data : "";
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { text };
  }
}

function isUsable(response: AxiosResponse<Body>): boolean {
  return response.status >= 200 && response.status < 300 && "json" in response.data;
}

/**
 * Whether the same request may be sent again. 429 promises that nothing was done. Other passing
 * faults are retried only where a repetition does no harm; a POST is for the caller, who can look
 * whether the object appeared. That goes for 503, too: NetBird itself never answers so, and a proxy
 * does it also when the connection broke after it had passed the request on. A 500 on a write is
 * NetBird's answer to some bad input.
 */
function isWorthRetrying(error: AxiosError): boolean {
  if (asksTooMuchPatience(error)) return false;
  const status = error.response?.status;
  const method = error.config?.method?.toUpperCase();
  if (status === 429 || (status === 503 && method !== "POST")) return true;
  const attempts = error.config?.["axios-retry"]?.retryCount ?? 0;
  if (attempts >= hastyRetries) return false;
  if (status === undefined && !mayHaveActed(error)) return error.code === "ECONNREFUSED";
  if (method === "POST") return false;
  if (status === 500) return method === "GET";
  return status === undefined || status >= 502 || (status >= 200 && status < 300);
}

/** Exponential with jitter: about 0.25 s, 0.5 s, 1 s … up to 30 s. */
function backoff(attempt: number, first: number): number {
  return Math.min(longestDelay, first * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
}
