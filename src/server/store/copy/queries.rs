//! Small questions to an end of a copy.

use super::{
    connection::End,
    error::CopyError,
    tables::{Column, Kind},
};
use sqlx::{AssertSqlSafe, FromRow, any::AnyRow};

#[derive(sqlx_macros::FromRow)]
struct ColumnRow {
    name: String,
    kind: String,
}

impl End {
    /// The columns of a table; none if there is no such table.
    pub(super) async fn columns(&mut self, table: &str) -> Result<Vec<Column>, CopyError> {
        let query = sqlx::query_as(self.dialect.columns_of_table()).bind(table);
        let rows: Result<Vec<ColumnRow>, _> = query.fetch_all(&mut self.connection).await;
        let rows = rows.map_err(|e| self.error(&e))?;
        let columns = rows
            .into_iter()
            .map(|row| match row.kind.to_ascii_lowercase().as_str() {
                "text" => Ok((row.name, Kind::Text)),
                "bigint" => Ok((row.name, Kind::Number)),
                other => Err(self.trouble(format!("column {} of {table} has the type {other}", row.name))),
            });
        let columns = columns.map(|column| column.map(|(name, kind)| Column { name, kind }));
        columns.collect()
    }

    /// The number of rows of a table.
    pub(super) async fn count(&mut self, table: &str) -> Result<i64, CopyError> {
        self.one(format!("select count(*) from {table}")).await
    }

    /// The only value of a query.
    pub(super) async fn one<T: Send + Unpin>(&mut self, text: impl Into<String> + Send) -> Result<T, CopyError>
    where
        (T,): for<'r> FromRow<'r, AnyRow>,
    {
        let query = sqlx::query_scalar(AssertSqlSafe(text.into()));
        let found = query.fetch_one(&mut self.connection).await;
        found.map_err(|e| self.error(&e))
    }
}
