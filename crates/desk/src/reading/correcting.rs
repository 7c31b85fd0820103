//! Hide, set, confirm, undo: the forms of the record beside the text.

use super::panel;
use crate::fault::Fault;
use crate::frame::{Desk, local};
use crate::viewer::Viewer;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use dunlin_ledger::{Action, LedgerError, Wanted};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Sent {
    item: String,
    action: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    back: String,
}

/// What the undo button sends.
#[derive(Deserialize)]
pub(crate) struct Undo {
    correction: i64,
    #[serde(default)]
    back: String,
}

/// `POST /article/{id}/correct`
pub(crate) async fn correct(
    desk: Desk,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    allowed(&desk.viewer)?;
    let (action, value) = match sent.action.as_str() {
        "hide" => (Action::Hide, Value::Null),
        "confirm" => (Action::Confirm, Value::Null),
        "set" => (Action::Set, field_value(&sent.field, sent.value.trim())?),
        other => return Err(Fault::Unusable(format!("There is no way to “{other}” a record."))),
    };
    let by = desk.viewer.name.clone();
    let item = sent.item.clone();
    let why = Some(sent.why.trim().to_owned()).filter(|why| !why.is_empty());
    desk.state
        .with(move |ledger| {
            let wanted = Wanted { by: &by, article: id, item: &item, action, value, why: why.as_deref() };
            ledger.correct(&wanted).map_err(told)?;
            Ok(())
        })
        .await?;
    Ok(Redirect::to(&format!("{}#record", local(&sent.back))).into_response())
}

/// `POST /article/{id}/undo`
pub(crate) async fn undo(desk: Desk, Path(_): Path<i64>, Form(sent): Form<Undo>) -> Result<Response, Fault> {
    allowed(&desk.viewer)?;
    let by = desk.viewer.name.clone();
    desk.state
        .with(move |ledger| {
            ledger.undo(sent.correction, &by).map_err(told)?;
            Ok(())
        })
        .await?;
    Ok(Redirect::to(&format!("{}#record", local(&sent.back))).into_response())
}

fn allowed(viewer: &Viewer) -> Result<(), Fault> {
    if viewer.may_correct() {
        Ok(())
    } else {
        Err(Fault::Unusable("Correcting takes the role of an analyst.".into()))
    }
}

/// A correction that cannot be made is the person's to change; anything else is the ledger's trouble.
fn told(error: LedgerError) -> Fault {
    match error {
        LedgerError::Wrong { .. } | LedgerError::NotFound { .. } => Fault::Unusable(format!("{error}.")),
        other => other.into(),
    }
}

/// The object that sets one field of the form: `actor.0.code` becomes `{"actor": [{"code": …}]}`.
fn field_value(field: &str, typed: &str) -> Result<Value, Fault> {
    let is_number = ["low", "high", "lat", "lon"].contains(&field);
    let value = match typed {
        "" => Value::Null,
        number if is_number => match number.replace(',', "").parse::<f64>() {
            Ok(number) if number.is_finite() => json!(number),
            _ => return Err(Fault::Unusable(format!("“{number}” is no number: write it as 32300 or 4.1."))),
        },
        typed => Value::String(typed.to_owned()),
    };
    if field == "factuality" && !panel::FACTUALITY.contains(&typed) {
        return Err(Fault::Unusable(format!("“{typed}” is no state of an event.")));
    }
    let mut out = value;
    for part in field.rsplit('.') {
        out = if part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty() {
            json!([out])
        } else {
            Value::Object(Map::from_iter([(part.to_owned(), out)]))
        };
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_the_form_is_a_field_of_the_record() {
        assert_eq!(field_value("factuality", "denied").unwrap(), json!({"factuality": "denied"}));
        assert_eq!(
            field_value("when.value", "2026-03-05").unwrap(),
            json!({"when": {"value": "2026-03-05"}})
        );
        assert_eq!(field_value("actor.0.code", "USAGOV").unwrap(), json!({"actor": [{"code": "USAGOV"}]}));
        assert_eq!(field_value("low", "32,300").unwrap(), json!({"low": 32300.0}));
        assert_eq!(field_value("high", "").unwrap(), json!({"high": null}));
        assert!(field_value("low", "many").is_err());
        assert!(field_value("factuality", "true").is_err());
    }
}
