/** Body of every HTTP answer of 4xx and 5xx. */
import { z } from 'zod';

export const HttpErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
});
export type HttpError = z.infer<typeof HttpErrorSchema>;
