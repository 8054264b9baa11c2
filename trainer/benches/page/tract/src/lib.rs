//! Draws the pair of an exported bundle with tract, for `bench.mjs`. JavaScript writes bytes where [`place`] says, then calls what takes them.

use std::cell::RefCell;

use tract_onnx::prelude::*;

// Hash tables ask for randomness, which no result depends on.
getrandom::register_custom_getrandom!(seven);

fn seven(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    bytes.fill(7);
    Ok(())
}

type Plan = TypedRunnableModel<TypedModel>;

/// An input: its name, shape and values.
type Input = (String, Vec<usize>, Vec<f32>);

thread_local! {
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static NAME: RefCell<String> = const { RefCell::new(String::new()) };
    static GIVEN: RefCell<Vec<Input>> = const { RefCell::new(Vec::new()) };
    static PLAN: RefCell<Option<Plan>> = const { RefCell::new(None) };
    static NAMES: RefCell<[Vec<String>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
    static OUTPUTS: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// Room for so many bytes from outside; its address.
#[unsafe(no_mangle)]
pub extern "C" fn place(length: usize) -> *mut u8 {
    BYTES.with_borrow_mut(|bytes| {
        *bytes = vec![0; length];
        bytes.as_mut_ptr()
    })
}

/// Takes the bytes as the name of the next array.
#[unsafe(no_mangle)]
pub extern "C" fn name() {
    NAME.set(String::from_utf8_lossy(&BYTES.take()).into_owned());
}

/// Takes the bytes as an array of the name, in four sides of which those after the last are 0. What is no input of the graph is
/// left out.
#[unsafe(no_mangle)]
pub extern "C" fn array(a: usize, b: usize, c: usize, d: usize) {
    let shape = [a, b, c, d].into_iter().filter(|&side| side > 0).collect();
    let bytes = BYTES.take();
    let (words, _) = bytes.as_chunks::<4>();
    let values = words.iter().map(|&word| f32::from_le_bytes(word)).collect();
    GIVEN.with_borrow_mut(|given| given.push((NAME.take(), shape, values)));
}

/// Takes the bytes as the ONNX file, after the arrays, whose shapes it optimises the graph for; the number of outputs, or
/// a negative number where tract refuses.
#[unsafe(no_mangle)]
pub extern "C" fn load() -> i32 {
    match plan() {
        Ok(outputs) => outputs as i32,
        Err(error) => failed(&error),
    }
}

fn failed(error: &TractError) -> i32 {
    BYTES.set(format!("{error:?}").into_bytes());
    -1
}

fn plan() -> TractResult<usize> {
    let bytes = BYTES.take();
    let mut model = tract_onnx::onnx().model_for_read(&mut bytes.as_slice())?;
    let outlets = [model.input_outlets()?, model.output_outlets()?].map(<[OutletId]>::to_vec);
    let names = outlets.map(|outlets| {
        let name = |&outlet: &OutletId| {
            let label = model.outlet_label(outlet);
            label.unwrap_or(&model.node(outlet.node).name).to_owned()
        };
        outlets.iter().map(name).collect::<Vec<_>>()
    });
    for (at, name) in names[0].iter().enumerate() {
        let shape = GIVEN.with_borrow(|given| {
            let found = given.iter().find(|it| &it.0 == name);
            found.map(|it| it.1.clone())
        });
        let shape = shape.ok_or_else(|| TractError::msg(format!("no array for {name}")))?;
        model.set_input_fact(at, InferenceFact::dt_shape(f32::datum_type(), shape.as_slice()))?;
    }
    let plan = model.into_optimized()?.into_runnable()?;
    let outputs = names[1].len();
    NAMES.set(names);
    PLAN.set(Some(plan));
    Ok(outputs)
}

/// Draws the pair; 0, or a negative number where it fails.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> i32 {
    match drawn() {
        Ok(outputs) => {
            OUTPUTS.set(outputs);
            0
        }
        Err(error) => failed(&error),
    }
}

fn drawn() -> TractResult<Vec<Vec<f32>>> {
    let inputs: TVec<TValue> = NAMES.with_borrow(|[names, _]| {
        let value = |name: &String| {
            GIVEN.with_borrow(|given| {
                let found = given.iter().find(|it| &it.0 == name);
                let (_, shape, values) =
                    found.ok_or_else(|| TractError::msg("load comes first"))?;
                Tensor::from_shape(shape, values).map(TValue::from)
            })
        };
        names.iter().map(value).collect::<TractResult<_>>()
    })?;
    PLAN.with_borrow(|plan| {
        let plan = plan.as_ref().ok_or_else(|| TractError::msg("load comes first"))?;
        let out = plan.run(inputs)?;
        out.iter().map(|it| Ok(it.as_slice::<f32>()?.to_vec())).collect()
    })
}

/// Makes the bytes the name of an output.
#[unsafe(no_mangle)]
pub extern "C" fn called(at: usize) {
    let name = NAMES.with_borrow(|[_, names]| names.get(at).cloned().unwrap_or_default());
    BYTES.set(name.into_bytes());
}

/// Address of the values of an output.
#[unsafe(no_mangle)]
pub extern "C" fn output(at: usize) -> *const f32 {
    OUTPUTS.with_borrow(|outputs| outputs.get(at).map_or(std::ptr::null(), |it| it.as_ptr()))
}

/// Number of values of an output.
#[unsafe(no_mangle)]
pub extern "C" fn length(at: usize) -> usize {
    OUTPUTS.with_borrow(|outputs| outputs.get(at).map_or(0, Vec::len))
}

/// Address of the bytes: what was said of an error, or a name.
#[unsafe(no_mangle)]
pub extern "C" fn said() -> *const u8 {
    BYTES.with_borrow(|bytes| bytes.as_ptr())
}

/// Number of the bytes.
#[unsafe(no_mangle)]
pub extern "C" fn said_length() -> usize {
    BYTES.with_borrow(Vec::len)
}
