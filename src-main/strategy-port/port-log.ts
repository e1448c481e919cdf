/** The part of a log that this folder writes to. A pino logger fits. Fields named `err` are written with their stack. */
export interface PortLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
