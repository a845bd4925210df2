
## What was just done

notice-period-set = El período quedó definido. Las alertas de todas las claves ya lo siguen.
notice-password-changed = La contraseña se cambió. Se cerraron tus demás sesiones.
notice-sessions-revoked = Se cerró la sesión allí. Vale a partir de la próxima solicitud.
notice-browsers-forgotten = Olvidado. Las contraseñas incorrectas que alguien pruebe en otro lugar pueden bloquearte el acceso allí.
notice-external-added = La clave se agregó. Puede actuar en esta cuenta con los roles que le diste.
notice-external-edited = Los roles se guardaron. Valen a partir de la próxima solicitud.
notice-external-removed = La clave se quitó. Ya no puede actuar en esta cuenta.
notice-link-notice-dismissed = El aviso se descartó. Volverá si alguien visita el enlace otra vez.
notice-second-factor-off = El segundo factor está desactivado. Se cerraron tus demás sesiones.
notice-invitation-cancelled = La invitación se canceló. Su enlace ya no se abre.
notice-user-roles-saved = Los roles se guardaron. Valen a partir de la próxima solicitud.
notice-user-disabled = El usuario quedó desactivado y no puede hacer nada en esta cuenta a partir de la próxima solicitud.
notice-user-enabled = El usuario está activo de nuevo, con los roles que tenía.
notice-user-removed = El usuario se quitó de esta cuenta, a partir de la próxima solicitud.
notice-role-created = El rol se creó. Ahora asígnalo a claves y usuarios.
notice-role-saved = El rol se guardó. Vale para todos los que lo tienen, a partir de la próxima solicitud.
notice-role-deleted = El rol se eliminó.
notice-resource-added = El recurso se agregó. Ahora inclúyelo en un rol.
notice-resource-deleted = El recurso se eliminó.
notice-own-roles-saved = Tus roles se han guardado. Valen desde la próxima solicitud.
notice-disabled-self = Estás desactivado en esa cuenta. Otra persona de allí puede volver a activarte.
notice-left-account = Ya no perteneces a esa cuenta. Para volver necesitas una invitación.
